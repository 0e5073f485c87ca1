import { expect, test } from 'vitest';

import type { TensorSpec } from '../target/signature.ts';
import { tritonConfig } from './triton-config.ts';

const x: TensorSpec = { name: 'x', datatype: 'FP32', shape: [-1, 4] };
const y: TensorSpec = { name: 'y', datatype: 'FP32', shape: [-1, 2] };

/** Brackets and braces outside of quotes, which close what they open. */
function isBalanced(text: string): boolean {
  const open: string[] = [];
  for (const mark of text.replaceAll(/"(\\.|[^"\\])*"/g, '').match(/[[\]{}]/g) ?? []) {
    if (mark === '[' || mark === '{') open.push(mark);
    else if (open.pop() !== (mark === ']' ? '[' : '{')) return false;
  }
  return open.length === 0;
}

test('without batches the dimensions are the whole shape', () => {
  const config = tritonConfig({ signature: { inputs: [x], outputs: [y] }, maxBatchSize: 0 });
  expect(config).toContain('max_batch_size: 0\n');
  expect(config).toContain('dims: [ -1, 4 ]');
  expect(config).not.toContain('dynamic_batching');
});

test('with batches the dimensions leave the batch out, and requests are put together', () => {
  const config = tritonConfig({ signature: { inputs: [x], outputs: [y] }, maxBatchSize: 32 });
  expect(config).toContain('max_batch_size: 32\n');
  expect(config).toContain('dims: [ 4 ]');
  expect(config).toContain('dims: [ 2 ]');
  expect(config).toContain('dynamic_batching { }');
});

test('no instance group is written, so that the same package runs on every GPU or on the CPU', () => {
  const config = tritonConfig({ signature: { inputs: [x], outputs: [y] }, maxBatchSize: 0 });
  expect(config).not.toContain('instance_group');
});

test('a GPU baked into the file’s code is the only one used', () => {
  const config = tritonConfig({
    signature: { inputs: [x], outputs: [y] },
    maxBatchSize: 0,
    pinnedGpu: 2,
  });
  expect(config).toContain('kind: KIND_GPU\n    gpus: [ 2 ]');
});

test('several inputs and outputs keep their order', () => {
  const names = ['c', 'a', 'b'];
  const specs = names.map((name) => ({ ...x, name }));
  const config = tritonConfig({ signature: { inputs: specs, outputs: specs }, maxBatchSize: 0 });
  const written = Array.from(config.matchAll(/^ {4}name: "(.)"$/gm), ([, name]) => name);
  expect(written).toEqual([...names, ...names]);
});

test('the text is balanced and ends its last line, whatever the names', () => {
  const odd = { ...x, name: '"]}\\' };
  const config = tritonConfig({
    signature: { inputs: [odd], outputs: [y] },
    maxBatchSize: 4,
    pinnedGpu: 0,
  });
  expect(isBalanced(config)).toBe(true);
  expect(config.endsWith(']\n')).toBe(true);
});

test('a signature that Triton refuses is not written down', () => {
  const scalar = { ...y, shape: [] };
  expect(() =>
    tritonConfig({ signature: { inputs: [x], outputs: [scalar] }, maxBatchSize: 0 }),
  ).toThrow(
    expect.objectContaining({
      code: 'MODEL_NOT_SERVABLE',
      message: 'output "y" is a scalar of no dimensions, which the engine refuses.',
    }),
  );
});
