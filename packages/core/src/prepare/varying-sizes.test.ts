import { expect, test } from 'vitest';

import type { ExampleTensor } from '../target/rehearsal.ts';
import { enlarge, openAll, openWhatDiffers, varyingAxes } from './varying-sizes.ts';

const input = { name: 'x', datatype: 'UINT8', shape: [-1, 2, -1] } as const;
const example: ExampleTensor = {
  name: 'x',
  datatype: 'UINT8',
  shape: [1, 2, 3],
  bytes: new Uint8Array([1, 2, 3, 4, 5, 6]),
};

test('what varies are the open dimensions, without a known batch', () => {
  expect(varyingAxes({ inputs: [input], isBatchKnown: false })).toEqual(new Map([['x', [0, 2]]]));
  expect(varyingAxes({ inputs: [input], isBatchKnown: true })).toEqual(new Map([['x', [2]]]));
  expect(varyingAxes({ inputs: [{ ...input, shape: [-1, 2, 3] }], isBatchKnown: true }).size).toBe(
    0,
  );
});

test.each([
  [0, [2, 2, 3], [1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6]],
  [1, [1, 4, 3], [1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6]],
  [2, [1, 2, 6], [1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6]],
])('doubling axis %d repeats what is there', (axis, shape, bytes) => {
  const [larger] = enlarge([example], new Map([['x', [axis]]]));
  expect(larger?.shape).toEqual(shape);
  expect(Array.from(larger?.bytes ?? [])).toEqual(bytes);
});

test('elements of several bytes stay whole', () => {
  const bytes = new Uint8Array(new Int16Array([1, 2, 3, 4]).buffer);
  const wide: ExampleTensor = { name: 'x', datatype: 'INT16', shape: [2, 2], bytes };
  const [larger] = enlarge([wide], new Map([['x', [1]]]));
  expect(Array.from(new Int16Array(larger?.bytes.slice().buffer ?? new ArrayBuffer(0)))).toEqual([
    1, 2, 1, 2, 3, 4, 3, 4,
  ]);
});

test('strings are doubled with their lengths', () => {
  const bytes = new Uint8Array([2, 0, 0, 0, 104, 105]);
  const words: ExampleTensor = { name: 'x', datatype: 'BYTES', shape: [1], bytes };
  const [larger] = enlarge([words], new Map([['x', [0]]]));
  expect(larger?.shape).toEqual([2]);
  expect(Array.from(larger?.bytes ?? [])).toEqual([...bytes, ...bytes]);
});

test('several dimensions of several inputs are doubled together; others stay', () => {
  const others = { ...example, name: 'y' };
  const larger = enlarge([example, others], new Map([['x', [0, 2]]]));
  expect(larger.map(({ shape }) => shape)).toEqual([
    [2, 2, 6],
    [1, 2, 3],
  ]);
});

test('outputs are opened where they came out differently', () => {
  const output = { name: 'y', datatype: 'FP32', shape: [1, 8, 4] } as const;
  expect(openWhatDiffers([output], [{ ...output, shape: [1, 16, 4] }])[0]?.shape).toEqual([
    1, -1, 4,
  ]);
});

test('outputs that came out with other dimensions are opened whole', () => {
  const output = { name: 'y', datatype: 'FP32', shape: [1, 8] } as const;
  expect(openWhatDiffers([output], [{ ...output, shape: [1, 8, 1] }])[0]?.shape).toEqual([-1, -1]);
  expect(openAll([output])[0]?.shape).toEqual([-1, -1]);
});
