import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test, type TestContext } from 'vitest';

import { repository } from '../../test/python.ts';
import { tritonConfig, type TritonConfigOptions } from './triton-config.ts';

// NVIDIA's definition is not part of this repository: it is read from beside it.
const specs = process.env['TORCHRELAY_SPECS'] ?? `${repository}../shared/specs`;
const definition = `${specs}/triton/model_config.proto`;
const python = `${repository}.python/protobuf/bin/python`;
const script = fileURLToPath(new URL('../../test/parse_config.py', import.meta.url));

/** The configurations as Google's own parser reads them by NVIDIA's definition. */
function parseAsNvidia(context: TestContext, options: readonly TritonConfigOptions[]): unknown {
  if (!existsSync(definition)) {
    context.skip(
      `There is no ${definition}: set TORCHRELAY_SPECS to a folder with triton/model_config.proto.`,
    );
  }
  if (!existsSync(python)) context.skip(`There is no ${python}: run npm test once.`);
  const input = JSON.stringify(options.map(tritonConfig));
  return JSON.parse(execFileSync(python, [script, definition], { input, encoding: 'utf8' }));
}

test('the text is NVIDIA’s ModelConfig, with nothing lost on the way', (context) => {
  const [single, batched, pinned] = parseAsNvidia(context, [
    {
      signature: {
        inputs: [
          { name: 'ids', datatype: 'INT64', shape: [-1, 128] },
          { name: 'mask', datatype: 'BOOL', shape: [-1, 128] },
        ],
        outputs: [{ name: 'OUTPUT__0', datatype: 'FP16', shape: [-1, 128, 768] }],
      },
      maxBatchSize: 0,
    },
    {
      signature: {
        inputs: [{ name: 'image', datatype: 'FP32', shape: [-1, 3, 224, 224] }],
        outputs: [{ name: 'scores', datatype: 'FP32', shape: [-1, 1000] }],
      },
      maxBatchSize: 8,
    },
    {
      signature: {
        inputs: [{ name: 'x', datatype: 'UINT8', shape: [4] }],
        outputs: [{ name: 'y', datatype: 'FP64', shape: [4] }],
      },
      maxBatchSize: 0,
      pinnedGpu: 1,
    },
  ]) as Record<string, unknown>[];
  expect(single).toEqual({
    name: 'model',
    platform: 'pytorch_libtorch',
    backend: 'pytorch',
    input: [
      { name: 'ids', data_type: 'TYPE_INT64', dims: ['-1', '128'] },
      { name: 'mask', data_type: 'TYPE_BOOL', dims: ['-1', '128'] },
    ],
    output: [{ name: 'OUTPUT__0', data_type: 'TYPE_FP16', dims: ['-1', '128', '768'] }],
  });
  expect(batched).toEqual({
    name: 'model',
    platform: 'pytorch_libtorch',
    backend: 'pytorch',
    max_batch_size: 8,
    input: [{ name: 'image', data_type: 'TYPE_FP32', dims: ['3', '224', '224'] }],
    output: [{ name: 'scores', data_type: 'TYPE_FP32', dims: ['1000'] }],
    dynamic_batching: {},
  });
  expect(pinned).toMatchObject({ instance_group: [{ count: 1, kind: 'KIND_GPU', gpus: [1] }] });
});

test('names of any characters come out as they went in', (context) => {
  const names = [
    'quote"d',
    'back\\slash',
    'new\nline',
    'tab\t0',
    'größe',
    '入力',
    '🤗1',
    '\u0000 7',
    "it's",
    '{ }',
  ];
  const [config] = parseAsNvidia(context, [
    {
      signature: {
        inputs: names.map((name) => ({ name, datatype: 'FP32' as const, shape: [1] })),
        outputs: [{ name: 'y', datatype: 'FP32', shape: [1] }],
      },
      maxBatchSize: 0,
    },
  ]) as { input: { name: string }[] }[];
  expect(config?.input.map(({ name }) => name)).toEqual(names);
});

test('every datatype that is served is one of NVIDIA’s', (context) => {
  const datatypes = [
    'BOOL',
    'UINT8',
    'INT8',
    'INT16',
    'INT32',
    'INT64',
    'FP16',
    'FP32',
    'FP64',
    'BYTES',
  ] as const;
  const [config] = parseAsNvidia(context, [
    {
      signature: {
        inputs: datatypes.map((datatype) => ({ name: datatype, datatype, shape: [-1] })),
        outputs: [{ name: 'y', datatype: 'FP32', shape: [1] }],
      },
      maxBatchSize: 0,
    },
  ]) as { input: { data_type: string }[] }[];
  expect(config?.input.map(({ data_type }) => data_type)).toEqual(
    datatypes.map((datatype) => (datatype === 'BYTES' ? 'TYPE_STRING' : `TYPE_${datatype}`)),
  );
});
