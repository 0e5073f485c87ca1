import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { toTensor, toWireTensor, type Tensor, type TensorInput } from '@torchrelay/core';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { createStyle } from '../output/style.ts';
import { chooseSymbols } from '../output/symbols.ts';
import { servingPython } from '../test-support/serving-python.ts';
import { describeTensor } from './describe-tensor.ts';
import { readJson } from './read-json.ts';
import { readNpy } from './read-npy.ts';
import { readTensors } from './read-tensors.ts';
import { tensorDocument } from './tensor-document.ts';
import { zerosFor } from './zeros.ts';

const folder = mkdtempSync(join(tmpdir(), 'torchrelay-tensors-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Real files of numpy.save. */
beforeAll(() => {
  const script = `
import sys, numpy as np
kinds = ['bool', 'u1', 'i1', 'u2', 'i2', 'u4', 'i4', 'u8', 'i8', 'f2', 'f4', 'f8']
for kind in kinds:
    np.save(f'{sys.argv[1]}/{kind}.npy', np.array([[0, 1, 1], [1, 0, 1]]).astype(kind))
np.save(f'{sys.argv[1]}/scalar.npy', np.float32(2.5))
np.save(f'{sys.argv[1]}/fortran.npy', np.asfortranarray(np.zeros((2, 3))))
np.save(f'{sys.argv[1]}/big.npy', np.zeros(3, dtype='>f4'))
np.save(f'{sys.argv[1]}/complex.npy', np.zeros(3, dtype='c8'))
with open(f'{sys.argv[1]}/second.npy', 'wb') as file:
    np.lib.format.write_array(file, np.ones(2, dtype='f4'), version=(2, 0))
`;
  execFileSync(servingPython(), ['-c', script, folder]);
});

const npy = (name: string): Promise<TensorInput> => readNpy(readFileSync(join(folder, name)), name);

test.each([
  ['bool', Uint8Array],
  ['u1', Uint8Array],
  ['i1', Int8Array],
  ['u2', Uint16Array],
  ['i2', Int16Array],
  ['u4', Uint32Array],
  ['i4', Int32Array],
  ['f4', Float32Array],
  ['f8', Float64Array],
  ['f2', Float32Array],
])('an array of NumPy of the kind %s keeps its elements and its shape', async (kind, type) => {
  expect(await npy(`${kind}.npy`)).toEqual({ data: type.from([0, 1, 1, 1, 0, 1]), shape: [2, 3] });
});

test.each([
  ['u8', BigUint64Array],
  ['i8', BigInt64Array],
])('so does one of 64 bits, %s', async (kind, type) => {
  const data = type.from([0n, 1n, 1n, 1n, 0n, 1n]);
  expect(await npy(`${kind}.npy`)).toEqual({ data, shape: [2, 3] });
});

test('a scalar has no dimensions, and the second version of the format is read too', async () => {
  expect(await npy('scalar.npy')).toEqual({ data: Float32Array.of(2.5), shape: [] });
  expect(await npy('second.npy')).toEqual({ data: Float32Array.of(1, 1), shape: [2] });
});

test.each([
  ['fortran.npy', 'fortran.npy is stored column by column (fortran_order).'],
  ['big.npy', 'big.npy holds elements of the kind ">f4".'],
  ['complex.npy', 'complex.npy holds elements of the kind "<c8".'],
])('%s is refused', async (name, message) => {
  await expect(npy(name)).rejects.toThrow(message);
});

test('what is no file of NumPy, or ends too early, is refused', async () => {
  await expect(readNpy(new Uint8Array(3), 'a.npy')).rejects.toThrow(
    'a.npy is no file of numpy.save.',
  );
  const cut = readFileSync(join(folder, 'f4.npy')).subarray(0, -3);
  await expect(readNpy(cut, 'a.npy')).rejects.toThrow('holds 21 bytes where its shape needs 24');
});

test('whole numbers beyond 2^53 keep every digit, all others are numbers', () => {
  expect(readJson('[9007199254740993, 1, -1.5, 1e400]', 'it')).toEqual([
    9007199254740993n,
    1,
    -1.5,
    Infinity,
  ]);
});

const read = (assignments: readonly (readonly [string, string])[]): Promise<unknown> =>
  readTensors({
    assignments,
    option: '--input',
    inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 2] }],
  });

test('values are read from JSON, from files of JSON and of NumPy, and made of zeros', async () => {
  writeFileSync(join(folder, 'a.json'), '{ "data": [1, 2], "shape": [1, 2] }');
  expect(
    await read([
      ['x', '[[1, 2]]'],
      ['y', '2.5'],
      ['z', '"text"'],
      ['w', '[true]'],
    ]),
  ).toEqual({
    x: [[1, 2]],
    y: 2.5,
    z: 'text',
    w: [true],
  });
  expect(await read([['x', `@${folder}/a.json`]])).toEqual({ x: { data: [1, 2], shape: [1, 2] } });
  expect(await read([['x', `@${folder}/f4.npy`]])).toMatchObject({ x: { shape: [2, 3] } });
  expect(await read([['x', 'zeros']])).toEqual({ x: { data: new Uint8Array(2), shape: [1, 2] } });
});

test.each([
  ['[1', /^The value of --input x is not JSON: /],
  ['zero', /^The value of --input x is not JSON: /],
  ['null', /^The value of --input x is no tensor\.$/],
  ['{"a":1}', /^The value of --input x is no tensor\.$/],
  ['@nowhere.json', /^--input x names the file nowhere\.json, which does not exist\.$/],
  [`@${tmpdir()}`, /which cannot be read: EISDIR/],
])('%s is refused, with the place', async (text, message) => {
  await expect(read([['x', text]])).rejects.toThrow(message);
});

test('zeros are of the smallest shape, in every datatype that has them', () => {
  const shape = [-1, 2];
  for (const datatype of ['FP32', 'FP16', 'BF16', 'INT64', 'UINT8', 'BOOL', 'BYTES'] as const) {
    const spec = { name: 'x', datatype, shape };
    const { bytes, ...wire } = toWireTensor({ name: 'x', value: zerosFor(spec), spec });
    expect(wire).toEqual({ name: 'x', datatype, shape: [1, 2] });
    expect(bytes.every((byte) => byte === 0)).toBe(true);
  }
});

function tensor(datatype: Tensor['datatype'], value: TensorInput): Tensor {
  const shape = [...shapeOf(value)];
  return toTensor(toWireTensor({ name: 'y', value, spec: { name: 'y', datatype, shape } }));
}

function shapeOf(value: unknown): readonly number[] {
  return Array.isArray(value) ? [value.length, ...shapeOf(value[0])] : [];
}

const page = { columns: 80, style: createStyle({ isColoured: false }), symbols: chooseSymbols({}) };
const drawn = (given: Tensor): string => describeTensor(given, page).join('\n');

test('rows of scores are aligned, and the largest of each is named', () => {
  expect(
    drawn(
      tensor('FP32', [
        [0.1, 0.7, 0.2],
        [-10, 0.25, 1e-9],
      ]),
    ),
  ).toMatchInlineSnapshot(`
    "y  FP32 [2, 3]
       0.1   0.7   0.2  argmax → 1
       -10  0.25  1e-9  argmax → 1"
  `);
});

test('fractions have six digits, whole numbers all of theirs', () => {
  expect(drawn(tensor('FP64', [1 / 3, 123456789.5, 12345678, 1e-9]))).toContain(
    '  0.333333  123457000  12345678  1e-9',
  );
});

test('what does not fit a line or the screen is cut, and says so', () => {
  const row = Array.from({ length: 1000 }, (_, index) => index / 8);
  expect(drawn(tensor('FP32', [row]))).toMatchInlineSnapshot(`
    "y  FP32 [1, 1000]
      0  0.125  0.25  0.375  0.5  0.625  0.75  …  argmax → 999"
  `);
  expect(
    drawn(
      tensor(
        'INT64',
        Array.from({ length: 14 }, (_, index) => [index]),
      ),
    ),
  ).toMatchInlineSnapshot(`
    "y  INT64 [14, 1]
      0
      1
      2
      3
      4
      5
      6
      7
      8
      9
      … 4 more rows"
  `);
});

test('every datatype is readable', () => {
  const shown = [
    drawn(tensor('FP16', [0.5, 65504])),
    drawn(tensor('BF16', [0.5, -3])),
    drawn(tensor('FP64', [0.1, Infinity])),
    drawn(tensor('INT64', [9007199254740993n, -1n])),
    drawn(tensor('UINT8', [0, 255])),
    drawn(tensor('BOOL', [true, false])),
    drawn(tensor('BYTES', ['a text', 'with "quotes"'])),
    drawn(tensor('FP32', 0.1)),
    drawn(tensor('FP32', [])),
  ];
  expect(shown.join('\n')).toMatchInlineSnapshot(`
    "y  FP16 [2]
      0.5  65504  argmax → 1
    y  BF16 [2]
      0.5  -3  argmax → 0
    y  FP64 [2]
      0.1  Infinity  argmax → 1
    y  INT64 [2]
      9007199254740993  -1
    y  UINT8 [2]
      0  255
    y  BOOL [2]
      true  false
    y  BYTES [2]
      "a text"  "with \\"quotes\\""
    y  FP32 []
      0.1
    y  FP32 [0]
      (empty)"
  `);
});

test('in a JSON document every element is a number where JSON has one, and a text elsewhere', () => {
  const documents = [
    tensor('FP32', [
      [0.1, NaN],
      [Infinity, -0.5],
    ]),
    tensor('FP16', [0.5]),
    tensor('INT64', [1n, 9007199254740993n]),
    tensor('BOOL', [true, false]),
    tensor('BYTES', ['a']),
    tensor('UINT8', [255]),
  ].map((each) => JSON.stringify(tensorDocument(each)));
  expect(documents).toEqual([
    '{"datatype":"FP32","shape":[2,2],"data":[0.1,"NaN","Infinity",-0.5]}',
    '{"datatype":"FP16","shape":[1],"data":[0.5]}',
    '{"datatype":"INT64","shape":[2],"data":[1,"9007199254740993"]}',
    '{"datatype":"BOOL","shape":[2],"data":[true,false]}',
    '{"datatype":"BYTES","shape":[1],"data":["a"]}',
    '{"datatype":"UINT8","shape":[1],"data":[255]}',
  ]);
});
