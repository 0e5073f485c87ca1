import { expect, test } from 'vitest';

import { manifestText, readPackageManifest, type PackageManifest } from './manifest.ts';

const manifest: PackageManifest = {
  formatVersion: 1,
  artifactDigest: `sha256:${'a'.repeat(64)}`,
  signature: {
    inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 4] }],
    outputs: [{ name: 'y', datatype: 'INT64', shape: [-1] }],
  },
  maxBatchSize: 8,
  model: { fileFormatVersion: 3, origin: 'trace', frozen: true, pinnedGpu: 0 },
};

test('what is written is read back', () => {
  expect(readPackageManifest(manifestText(manifest), 'a package')).toEqual(manifest);
});

test('what is declared of pictures and texts is read back, and does not depend on its order', () => {
  const step = {
    from: 'image',
    orient: true,
    interpolation: 'bilinear',
    channels: 'grey',
    layout: 'HWC',
    divideBy: 127.5,
    mean: [0.1],
  } as const;
  const preprocess = { x: step };
  const reversed = { x: Object.fromEntries(Object.entries(step).toReversed()) as typeof step };
  const withIt = { ...manifest, signature: { ...manifest.signature, preprocess } };
  const other = { ...manifest, signature: { ...manifest.signature, preprocess: reversed } };
  expect(readPackageManifest(manifestText(withIt), 'a package')).toEqual(withIt);
  expect(manifestText(other)).toBe(manifestText(withIt));
  expect(manifestText(withIt)).not.toBe(manifestText(manifest));
});

test('the text does not depend on the order in which it was put together', () => {
  const { model, ...rest } = manifest;
  const { inputs, outputs } = manifest.signature;
  const reversed = { model, ...rest, signature: { outputs, inputs } };
  expect(manifestText(reversed)).toBe(manifestText(manifest));
});

test('what does not belong to a tensor is left out', () => {
  const noisy = {
    name: 'x',
    datatype: 'FP32',
    shape: [-1, 4],
    saidBy: 'user',
    tracedShape: [1, 4],
  } as const;
  const signature = { ...manifest.signature, inputs: [noisy] };
  expect(manifestText({ ...manifest, signature })).toBe(manifestText(manifest));
});

test('another version of the format is refused with the way out', () => {
  expect(() => readPackageManifest('{"formatVersion":2}', 'it')).toThrow(
    expect.objectContaining({
      code: 'PACKAGE_UNREADABLE',
      message: 'torchrelay.json of it has the format version 2; this torchrelay reads 1.',
    }),
  );
});

test.each([
  ['no JSON', '{'],
  ['a list', '[]'],
  ['no digest', JSON.stringify({ ...manifest, artifactDigest: 'abc' })],
  ['no inputs', JSON.stringify({ ...manifest, signature: { inputs: [], outputs: [] } })],
  ['an unknown datatype', JSON.stringify(withInput({ name: 'x', datatype: 'F32', shape: [1] }))],
  [
    'an impossible dimension',
    JSON.stringify(withInput({ name: 'x', datatype: 'FP32', shape: [-2] })),
  ],
  ['a nameless input', JSON.stringify(withInput({ datatype: 'FP32', shape: [1] }))],
  ['a negative batch size', JSON.stringify({ ...manifest, maxBatchSize: -1 })],
  [
    'a declaration that is none',
    JSON.stringify({ ...manifest, signature: { ...manifest.signature, preprocess: { x: 1 } } }),
  ],
  ['nothing about the model', JSON.stringify({ ...manifest, model: null })],
])('%s is refused', (_, text) => {
  expect(() => readPackageManifest(text, 'it')).toThrow(
    expect.objectContaining({ code: 'PACKAGE_UNREADABLE' }),
  );
});

function withInput(input: object): object {
  return { ...manifest, signature: { ...manifest.signature, inputs: [input] } };
}
