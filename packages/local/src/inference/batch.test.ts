import { describe, expect, test } from 'vitest';
import { float32, int64, numbersOf } from '../__fixtures__/tensors.ts';
import { batchKey, joinRequests, splitAnswer } from './batch.ts';

const one = [float32('x', [1, 2], [1, 2]), int64('n', [1], [10])];
const two = [float32('x', [2, 2], [3, 4, 5, 6]), int64('n', [2], [20, 30])];

describe('requests are joined', () => {
  test('row after row, input by input', () => {
    const [x, n] = joinRequests([one, two]);
    expect(x).toMatchObject({ name: 'x', datatype: 'FP32', shape: [3, 2] });
    expect(x && numbersOf(x)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(n).toMatchObject({ shape: [3] });
    expect(n && [...new BigInt64Array(n.bytes.slice().buffer)]).toEqual([10n, 20n, 30n]);
  });

  test('a single one is passed on as it is', () => {
    expect(joinRequests([one])).toEqual(one);
    expect(joinRequests([one])[0]?.bytes).toBe(one[0]?.bytes);
  });

  test('only with their like: the number of rows may differ, nothing else', () => {
    expect(batchKey(one)).toBe(batchKey(two));
    expect(batchKey([float32('x', [1, 3], [1, 2, 3])])).not.toBe(
      batchKey([float32('x', [1, 1, 3], [1, 2, 3])]),
    );
    expect(batchKey([float32('x', [1, 1], [1])])).not.toBe(batchKey([int64('x', [1, 1], [1])]));
  });
});

describe('an answer is cut', () => {
  const outputs = [float32('y', [3, 2], [1, 2, 3, 4, 5, 6]), float32('z', [3, 1], [7, 8, 9])];

  test('by the rows that each request had', () => {
    const parts = splitAnswer({ outputs, rows: [1, 2] });
    expect(parts?.map((part) => part.map(({ shape }) => shape))).toEqual([
      [
        [1, 2],
        [1, 1],
      ],
      [
        [2, 2],
        [2, 1],
      ],
    ]);
    expect(parts?.map((part) => part.map(numbersOf))).toEqual([
      [[1, 2], [7]],
      [
        [3, 4, 5, 6],
        [8, 9],
      ],
    ]);
  });

  test('without copying', () => {
    const [first] = splitAnswer({ outputs, rows: [1, 2] }) ?? [];
    expect(first?.[0]?.bytes.buffer).toBe(outputs[0]?.bytes.buffer);
  });

  test('also where a row holds nothing', () => {
    const empty = [float32('y', [2, 0], [])];
    expect(splitAnswer({ outputs: empty, rows: [1, 1] })?.map(([part]) => part?.shape)).toEqual([
      [1, 0],
      [1, 0],
    ]);
  });

  test('not at all where an output lacks rows, has too many, or has no dimension', () => {
    for (const shape of [[2, 2], [4, 2], []]) {
      const wrong = { ...float32('y', [1], [1]), shape };
      expect(splitAnswer({ outputs: [wrong], rows: [1, 2] })).toBeUndefined();
    }
  });
});
