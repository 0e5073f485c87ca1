import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { beforeEach, describe, expect, test } from 'vitest';

import { failureOf } from '../../test-support/failure-of.ts';
import { imageFile, type Picture } from './image-input.ts';
import { readPicture } from './read-picture.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'torchrelay-read-'));
  return () => rm(folder, { recursive: true, force: true });
});

const read = (picture: Picture, stringsArePaths = true): Promise<Uint8Array> =>
  readPicture({ picture, place: 'Input "image"', stringsArePaths });

describe('the bytes of a picture', () => {
  const bytes = new Uint8Array([1, 2, 3]);

  test.each<[string, () => Promise<Picture>]>([
    ['a path', async () => pathOf('a.jpg')],
    ['imageFile', async () => imageFile(await pathOf('a.jpg'))],
    ['a Uint8Array', async () => bytes],
    ['a Buffer', async () => readFile(await pathOf('a.jpg'))],
    ['a Blob', async () => new Blob([bytes])],
    ['an uploaded File', async () => new File([bytes], 'cat.jpg')],
  ])('come from %s', async (_, make) => {
    expect(Array.from(await read(await make()))).toEqual([1, 2, 3]);
  });

  async function pathOf(name: string): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, bytes);
    return path;
  }
});

describe('where strings are not taken as paths', () => {
  test('a string is refused, and imageFile and bytes are not', async () => {
    const path = join(folder, 'a.jpg');
    await writeFile(path, 'x');
    expect(await failureOf(read(path, false))).toMatchObject({
      code: 'BAD_INPUT',
      message: 'Input "image": got a string, and strings are not taken as paths here.',
      hint: expect.stringContaining('imageFile(path)'),
    });
    expect(await read(imageFile(path), false)).toHaveLength(1);
    expect(await read(new Uint8Array(2), false)).toHaveLength(2);
  });
});

describe('what is no file of this machine is refused', () => {
  test.each([
    'https://example.com/cat.jpg',
    'HTTP://example.com/cat.jpg',
    'file:///etc/hostname',
    'data:image/png;base64,AAAA',
    's3://bucket/cat.jpg',
  ])('%s: nothing is fetched', async (address) => {
    expect(await failureOf(read(address))).toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining('is an address, and only paths and bytes are read'),
    });
    expect((await failureOf(read(imageFile(address)))).code).toBe('BAD_INPUT');
  });

  test('a path to nothing, to a folder, to a device, to a pipe', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('sh', ['-c', 'mkfifo "$0"', pipe]);
    for (const [path, problem] of [
      [join(folder, 'none.jpg'), 'does not exist'],
      [folder, 'is no file'],
      ['/dev/zero', 'is no file'],
      [pipe, 'is no file'],
      ['a\0b', 'cannot be read'],
    ] as const) {
      const error = await failureOf(read(path));
      expect(error.code).toBe('BAD_INPUT');
      expect(error.message).toContain(problem);
    }
  });

  test('a file larger than any picture', async () => {
    const path = join(folder, 'huge.png');
    await writeFile(path, '');
    await truncate(path, 2 ** 28 + 1);
    expect((await failureOf(read(path))).message).toContain('is larger than 256 MiB');
  });
});
