import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { failureOf } from '../../test-support/failure-of.ts';
import { jobInvalid } from '../training-error.ts';
import { readDataFolder } from './data-folder.ts';
import { prepareData } from './prepare-data.ts';

const folder = mkdtempSync(join(tmpdir(), 'torchrelay-test-'));
const path = join(folder, 'data');
const cacheFolder = join(folder, 'cache');
beforeAll(() => {
  mkdirSync(join(path, 'sub'), { recursive: true });
  writeFileSync(join(path, 'a.txt'), 'a');
  writeFileSync(join(path, 'sub', 'b.txt'), 'bb');
});
afterAll(() => rmSync(folder, { recursive: true }));

const cloud = {
  capabilities: { readsFolders: false, dataSchemes: ['s3'], spot: true, endsWithProcess: false },
};

describe('a folder of data', () => {
  test('is known by paths and contents', async () => {
    const first = await readDataFolder({ path, cacheFolder, call: {} });
    expect(first.files.map(({ path: file, size }) => [file, size])).toEqual([
      ['a.txt', 1],
      ['sub/b.txt', 2],
    ]);
    const copy = join(folder, 'copy');
    mkdirSync(copy);
    writeFileSync(join(copy, 'a.txt'), 'a');
    expect((await readDataFolder({ path: copy, cacheFolder, call: {} })).digest).not.toBe(
      first.digest,
    );
    mkdirSync(join(copy, 'sub'));
    writeFileSync(join(copy, 'sub', 'b.txt'), 'bb');
    expect((await readDataFolder({ path: copy, cacheFolder, call: {} })).digest).toBe(first.digest);
  });

  test('may have links to files', async () => {
    const at = join(folder, 'linked');
    mkdirSync(at);
    symlinkSync(join(path, 'sub', 'b.txt'), join(at, 'b.txt'));
    const { files } = await readDataFolder({ path: at, cacheFolder, call: {} });
    expect(files.map(({ path: file, size }) => [file, size])).toEqual([['b.txt', 2]]);
  });

  test.each<[what: string, make: (at: string) => void, message: RegExp]>([
    ['is missing', () => {}, /There is no folder/],
    ['is empty', (at) => mkdirSync(at), /is empty/],
    [
      'has a name that no store keeps',
      (at) => {
        mkdirSync(at);
        writeFileSync(join(at, 'ä b.txt'), '');
      },
      /ä b\.txt has a name/,
    ],
    [
      'has a link to a folder',
      (at) => {
        mkdirSync(at);
        symlinkSync(path, join(at, 'more'));
      },
      /more is a link to a folder/,
    ],
    [
      'has a link to nothing',
      (at) => {
        mkdirSync(at);
        symlinkSync('nowhere', join(at, 'lost'));
      },
      /lost is a link to what is not there/,
    ],
  ])('that %s is refused', async (what, make, message) => {
    const at = join(folder, what.replaceAll(' ', '-'));
    make(at);
    expect(await failureOf(readDataFolder({ path: at, cacheFolder, call: {} }))).toMatchObject({
      code: 'JOB_DATA_INVALID',
      message: expect.stringMatching(message) as string,
    });
  });
});

describe('data of a job', () => {
  test('are brought to the store, or read where they are', async () => {
    const [stored] = await prepareData({
      definition: { data: { images: path } },
      training: cloud,
      cacheFolder,
      call: {},
    });
    expect(stored?.from).toMatchObject({ kind: 'store', mode: 'copy' });
    expect(stored?.folder?.files).toHaveLength(2);
    const here = { capabilities: { ...cloud.capabilities, readsFolders: true } };
    const definition = { data: { images: path } };
    const [read] = await prepareData({ definition, training: here, cacheFolder, call: {} });
    expect(read).toEqual({
      name: 'images',
      identity: stored?.identity,
      from: { kind: 'folder', path, digest: stored?.identity },
    });
  });

  test('may be at a URI that the target reads, and at no other', async () => {
    const definition = {
      data: { images: { from: 's3://bucket/images/', mode: 'stream' } },
    } as const;
    expect(await prepareData({ definition, training: cloud, call: {} })).toEqual([
      {
        name: 'images',
        identity: 's3://bucket/images/',
        from: { kind: 'uri', uri: 's3://bucket/images/', mode: 'stream' },
      },
    ]);
    const foreign = { data: { images: 'azureml://datastores/x/paths/y' } };
    await expect(prepareData({ definition: foreign, training: cloud, call: {} })).rejects.toEqual(
      jobInvalid(
        'The data "images" is at azureml://datastores/x/paths/y, which this target cannot read.',
        'Give a folder of this machine, or what it reads (s3://), or have it copied: --copy-data on the command line, s3Folder(…) or blobFolder(…) in code.',
        { name: 'images', from: 'azureml://datastores/x/paths/y' },
      ),
    );
  });

  test.each(['Images', 'a-b', '1st', ''])('cannot be called "%s"', async (name) => {
    const definition = { data: { [name]: path } };
    await expect(prepareData({ definition, training: cloud, call: {} })).rejects.toMatchObject({
      code: 'JOB_INVALID',
    });
  });
});
