import { describe, expect, it } from 'vitest';

import { type ByteRanges, fromRanges } from './from-ranges.ts';

const size = 1_000_000;
const file = Uint8Array.from({ length: size }, (_, index) => (index * 7 + (index >> 8)) & 0xff);

/** A far file that counts its requests. */
function farFile(chunkBytes = 10_000): ByteRanges & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    size,
    asked,
    async *read(offset, length, { abortSignal } = {}) {
      asked.push(`${offset}+${length}`);
      for (let at = offset; at < offset + length; at += chunkBytes) {
        abortSignal?.throwIfAborted();
        yield file.subarray(at, Math.min(at + chunkBytes, offset + length));
      }
    },
  };
}

describe('a far file', () => {
  it('gives exactly the bytes that were asked for', async () => {
    const source = fromRanges('far', farFile());
    for (const [offset, length] of [
      [0, 10],
      [9_999, 20_002],
      [size - 5, 5],
      [0, size],
      [500, 0],
    ] as const) {
      expect(await source.read(offset, length)).toEqual(file.subarray(offset, offset + length));
    }
    expect(source).toMatchObject({ name: 'far', size });
  });

  it('fetches ahead, so that what follows is there already', async () => {
    const far = farFile();
    const source = fromRanges('far', far, { aheadBytes: 1000 });
    await source.read(100, 10);
    await source.read(110, 500);
    await source.read(1000, 100);
    expect(far.asked).toEqual(['100+1000']);
  });

  it('fetches backwards at its end, where a directory lies before what names it', async () => {
    const far = farFile();
    const source = fromRanges('far', far, { aheadBytes: 1000 });
    await source.read(size - 22, 22);
    await source.read(size - 800, 700);
    expect(far.asked).toEqual([`${size - 1000}+1000`]);
  });

  it('is fetched whole where it is small', async () => {
    const asked: string[] = [];
    const small: ByteRanges = {
      size: 10,
      async *read(offset, length) {
        asked.push(`${offset}+${length}`);
        yield file.subarray(offset, offset + length);
      },
    };
    const source = fromRanges('small', small);
    await source.read(8, 2);
    expect(await source.read(0, 10)).toEqual(file.subarray(0, 10));
    expect(asked).toEqual(['0+10']);
  });

  it('fetches together what is wanted at once and lies near, and apart what does not', async () => {
    const far = farFile();
    const source = fromRanges('far', far, { gapBytes: 100, aheadBytes: 5000 });
    const wanted = [300_000, 0, 50, 300_120, 600_000];
    const read = await Promise.all(wanted.map((offset) => source.read(offset, 30)));
    expect(read).toEqual(wanted.map((offset) => file.subarray(offset, offset + 30)));
    expect(far.asked).toEqual(['0+80', '300000+150', '600000+30']);
  });

  it('forgets what was fetched first where it would keep too much', async () => {
    const far = farFile();
    const source = fromRanges('far', far, { aheadBytes: 0, cacheBytes: 2000 });
    for (const offset of [0, 10_000, 20_000, 10_000, 0]) await source.read(offset, 1000);
    expect(far.asked).toEqual(['0+1000', '10000+1000', '20000+1000', '0+1000']);
    await source.read(0, 5000);
    await source.read(0, 1000);
    expect(far.asked).toHaveLength(5);
  });

  it('fails for everybody who waited for the same bytes, and can be asked again', async () => {
    let isDown = true;
    const far = farFile();
    const flaky: ByteRanges = {
      size,
      async *read(offset, length) {
        if (isDown) throw new Error('no line');
        yield* far.read(offset, length);
      },
    };
    const source = fromRanges('far', flaky);
    const both = await Promise.allSettled([source.read(0, 10), source.read(20, 10)]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    isDown = false;
    expect(await source.read(0, 10)).toEqual(file.subarray(0, 10));
  });

  it('is stopped by the signal of whoever reads', async () => {
    const source = fromRanges('far', farFile());
    const abortSignal = AbortSignal.abort(new Error('enough'));
    await expect(source.read(0, 10, { abortSignal })).rejects.toThrow('enough');
  });

  it('that has ended early gives what there is, which its reader will notice', async () => {
    const short: ByteRanges = {
      size: 100,
      async *read() {
        yield file.subarray(0, 60);
      },
    };
    const source = fromRanges('short', short);
    expect(await source.read(50, 50)).toHaveLength(10);
  });
});
