import { execFileSync, spawnSync } from 'node:child_process';

import { decodeRequest } from '@torchrelay/core';
import type { PreprocessingByName, TensorSpec } from '@torchrelay/core/target';
import { expect, test } from 'vitest';

import { curlCommand } from './curl-command.ts';
import { type CurlDoor, curlDoor } from './curl-door.ts';
import { exampleInputs } from './example-inputs.ts';

const small: TensorSpec = { name: 'x', datatype: 'FP32', shape: [-1, 2] };
const large: TensorSpec = { name: 'image', datatype: 'FP32', shape: [-1, 3, 32, 32] };
const half: TensorSpec = { name: 'h', datatype: 'FP16', shape: [2] };
const text: TensorSpec = { name: 'text', datatype: 'BYTES', shape: [-1] };
const flag: TensorSpec = { name: 'flag', datatype: 'BOOL', shape: [1] };
const ids: TensorSpec = { name: 'ids', datatype: 'INT64', shape: [] };

const localDoor = doorOf('local', 'http://host');
const sagemakerDoor = doorOf(
  'sagemaker',
  'https://runtime.sagemaker.eu-west-1.amazonaws.com/endpoints/demo/invocations',
);

function doorOf(provider: string, url: string): CurlDoor {
  const door = curlDoor({ provider, url, name: 'demo', scope: '', address: null });
  if (door === undefined) throw new Error(`nothing can be asked by curl at ${url}`);
  return door;
}

test('inputs that fit a line are written out, larger ones are zeros', () => {
  expect(exampleInputs([small, large, text, flag, ids])).toBe(
    `--input 'x=[[0,0]]' --input image=zeros --input 'text=["text"]' --input 'flag=[false]' --input ids=0`,
  );
});

test('pictures and texts are named in place of the tensors that are made of them', () => {
  const preprocess: PreprocessingByName = {
    image: {
      from: 'image',
      orient: true,
      interpolation: 'bilinear',
      channels: 'RGB',
      layout: 'CHW',
    },
    query: {
      from: 'text',
      tokenizer: { sha256: '0'.repeat(64), size: 1 },
      inputs: { text: 'ids', flag: 'mask' },
      tooLong: 'error',
      truncationSide: 'right',
      specialTokens: true,
    },
  };
  expect(exampleInputs([large, text, flag, ids], preprocess)).toBe(
    "image=picture.jpg 'query=Some text' --input ids=0",
  );
});

test('an input whose name a shell would take apart is quoted', () => {
  const name = "it's";
  expect(exampleInputs([{ ...ids, name }])).toBe(`--input 'it'\\''s=0'`);
  expect(sentBy([{ ...ids, name }]).inputs[0]).toMatchObject({ name });
});

test('small inputs are sent as JSON', () => {
  expect(curlCommand({ door: localDoor, inputs: [small] })).toBe(
    `curl -s http://host/v2/models/model/infer -H 'content-type: application/json' -d '{"inputs":[{"name":"x","datatype":"FP32","shape":[1,2],"data":[0,0]}]}'`,
  );
});

test.each([
  { inputs: [small] },
  { inputs: [large] },
  { inputs: [half] },
  { inputs: [text, flag, ids] },
  { inputs: [large, text, half, ids] },
])('a shell sends zeros that the protocol reads: $inputs', ({ inputs }) => {
  const { inputs: tensors } = sentBy(inputs);
  expect(tensors.map(({ name, datatype }) => ({ name, datatype }))).toEqual(
    inputs.map(({ name, datatype }) => ({ name, datatype })),
  );
  for (const { bytes, shape } of tensors) {
    expect(shape).not.toContain(-1);
    expect(bytes.every((byte) => byte === 0)).toBe(true);
  }
});

test('SageMaker is asked by a request that curl signs, with a token where the keys have one', () => {
  const { headers, words } = heardBy([small], { AWS_SESSION_TOKEN: 'of a session' });
  expect(words).toEqual([
    '-s',
    'https://runtime.sagemaker.eu-west-1.amazonaws.com/endpoints/demo/invocations',
    '--aws-sigv4',
    'aws:amz:eu-west-1:sagemaker',
    '--user',
    'AKIA:secret',
    '-Hx-amz-security-token: of a session',
  ]);
  expect(headers).toBe('content-type: application/json');
  expect(heardBy([small], {}).words.at(-1)).toBe('AKIA:secret');
});

test('half precision goes to SageMaker as bytes, in the form of Triton there', () => {
  const { headers } = heardBy([half], {});
  expect(headers).toMatch(
    /^content-type: application\/vnd\.sagemaker-triton\.binary\+json;json-header-size=\d+$/,
  );
});

test('there is no line where a plain request does not do', () => {
  const url = 'https://runtime.sagemaker.eu-west-1.amazonaws.com/endpoints/demo/async-invocations';
  const somewhere = { name: 'demo', scope: '', address: null };
  expect(curlDoor({ ...somewhere, provider: 'sagemaker', url })).toBeUndefined();
  expect(curlDoor({ ...somewhere, provider: 'azureml', url })).toBeUndefined();
  expect(curlDoor({ ...somewhere, provider: 'local' })).toBeUndefined();
});

test.each([
  [
    'Key',
    'ml online-endpoint get-credentials -n demo -w w -g My Group --subscription s --query primaryKey -o tsv',
  ],
  [
    'AMLToken',
    'ml online-endpoint get-credentials -n demo -w w -g My Group --subscription s --query accessToken -o tsv',
  ],
  [
    'AADToken',
    'account get-access-token --resource https://ml.azure.com --query accessToken -o tsv',
  ],
])('Azure ML is asked with what az says lets in: %s', (authMode, asked) => {
  const url = 'https://demo.eastus.inference.ml.azure.com/score';
  const address = { scoringUri: url, authMode };
  const door = curlDoor({ provider: 'azureml', name: 'demo', scope: 's/My Group/w', address, url });
  const line = door && curlCommand({ door, inputs: [small] });
  const script = `az() { echo "$*" >&2; echo secret; }; curl() { printf '%s\\n' "$@"; }; ${line}`;
  const { stdout, stderr } = spawnSync('/bin/bash', ['--norc', '-c', script], { encoding: 'utf8' });
  expect(stderr.trimEnd()).toBe(asked);
  expect(stdout.split('\n').slice(0, 6)).toEqual([
    '-s',
    'https://demo.eastus.inference.ml.azure.com/v2/models/model/infer',
    '-H',
    'authorization: Bearer secret',
    '-H',
    'content-type: application/json',
  ]);
});

/** What a real shell hands to curl for SageMaker: the words before the first header, and that header. */
function heardBy(
  inputs: readonly TensorSpec[],
  keys: Readonly<Record<string, string>>,
): { readonly words: readonly string[]; readonly headers: string } {
  const line = curlCommand({ door: sagemakerDoor, inputs });
  const script = `curl() { printf '%s\\n' "$@"; }; ${line}`;
  const env = {
    PATH: process.env['PATH'] ?? '',
    AWS_ACCESS_KEY_ID: 'AKIA',
    AWS_SECRET_ACCESS_KEY: 'secret',
    ...keys,
  };
  const written = execFileSync('/bin/bash', ['-c', script], { encoding: 'utf8', env });
  const words = written.trimEnd().split('\n');
  const header = words.indexOf('-H');
  return { words: words.slice(0, header), headers: words[header + 1] ?? '' };
}

/** What a real shell hands to curl, as the protocol reads it. */
function sentBy(inputs: readonly TensorSpec[]): ReturnType<typeof decodeRequest> {
  const line = curlCommand({ door: localDoor, inputs });
  const curl = `curl() { while [ $# -gt 0 ]; do case $1 in
    -H) printf '%s\\n' "$2" >&2; shift;;
    -d) printf %s "$2"; shift;;
    --data-binary) cat; shift;;
  esac; shift; done; }`;
  const script = `exec 3>&1; { ${curl}; ${line}; } 2>&3 | base64 -w 0`;
  const written = execFileSync('/bin/bash', ['-c', script], { encoding: 'utf8' });
  const lines = written.trimEnd().split('\n');
  const body = new Uint8Array(Buffer.from(lines.at(-1) ?? '', 'base64'));
  const headers = Object.fromEntries(
    lines.slice(0, -1).map((header) => header.split(': ') as [string, string]),
  );
  return decodeRequest({ headers, body });
}
