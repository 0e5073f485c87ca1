import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type ByteRanges, type FileSource, fromRanges, inspect, openFile } from '../src/index.ts';
import { writeLargeFile } from './write-large-file.ts';
import { openZoo } from './zoo.ts';

const zoo = await openZoo();

/** A file as if it were far away, with a count of the requests. */
function farAway(file: FileSource): ByteRanges & { readonly requests: () => number } {
  let requests = 0;
  return {
    size: file.size,
    requests: () => requests,
    async *read(offset, length, call) {
      requests += 1;
      yield await file.read(offset, length, call);
    },
  };
}

describe('a far file', () => {
  it.each(zoo.names)('%s reads the same as one here, with one request', async (name) => {
    await using file = await openFile(zoo.file(name));
    const far = farAway(file);
    const model = await inspect(fromRanges(file.name, far));
    expect(model).toEqual(await inspect(zoo.file(name)));
    expect(far.requests()).toBeLessThanOrEqual(Math.ceil(file.size / 2 ** 18) + 1);
  });

  describe('beyond 4 GiB', () => {
    let folder: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'far-'));
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    it('takes three requests: its head, its end, and the record between', async () => {
      const path = join(folder, 'large.pt');
      await writeLargeFile(path, 4.5 * 2 ** 30);
      await using file = await openFile(path);
      const far = farAway(file);
      const model = await inspect(fromRanges(path, far));
      expect(model.totals.parameters.bytes).toBe(4.5 * 2 ** 30);
      expect(far.requests()).toBeLessThanOrEqual(3);
    });
  });
});
