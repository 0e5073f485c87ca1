import { join } from 'node:path';

import { expect, test } from 'vitest';

import { runExample } from './test-support/run-example.ts';
import { temporaryFolder } from './test-support/temporary-folder.ts';

test('deploy-local.ts serves a model and prints its answer', async () => {
  expect(await runExample('deploy-local.ts')).toEqual({
    exitCode: 0,
    stdout: 'Float32Array(3) [ 2, 3, 4 ]\n',
    stderr: '',
  });
});

test('inspect.ts lists the tensors of a file', async () => {
  expect(await runExample('inspect.ts')).toEqual({
    exitCode: 0,
    stdout: 'AddOffset, 4 bytes of weights\nbuffer offset: float32[1]\n',
    stderr: '',
  });
});

test('inspect.ts reads the file that it is given, and fails with what is wrong with it', async () => {
  const { exitCode, stdout, stderr } = await runExample('inspect.ts', {
    arguments: [join(import.meta.dirname, 'package.json')],
  });
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(stderr).toContain('ModelFileError');
});

test('plan.ts says every step of a deployment, and the outputs that the rehearsal found', async () => {
  expect(await runExample('plan.ts')).toEqual({
    exitCode: 0,
    stdout: [
      'upload package',
      'create server',
      'create deployment',
      'verify deployment',
      'route traffic',
      'verify endpoint',
      'record release',
      '[{"name":"OUTPUT__0","datatype":"FP32","shape":[-1]}]',
      '',
    ].join('\n'),
    stderr: '',
  });
});

test('inputs/ask.ts asks one model with pictures and another with texts', async () => {
  expect(await runExample('inputs/ask.ts')).toEqual({
    exitCode: 0,
    stdout: [
      '[ 2, 3 ] red 44%',
      'Wonderful weather! 0.88',
      'Bad. 0.27',
      'Good and bad 0.50',
      '',
    ].join('\n'),
    stderr: '',
  });
});

test('update-and-roll-back.ts changes what answers behind one name, and changes it back', async () => {
  expect(await runExample('update-and-roll-back.ts')).toEqual({
    exitCode: 0,
    stdout: [
      'second version: Float32Array(1) [ 42 ]',
      'rolled back:    Float32Array(1) [ 41 ]',
      '1. deploy',
      '2. deploy',
      '3. rollback',
      '',
    ].join('\n'),
    stderr: '',
  });
});

test('plan-a-cluster.ts costs 675 machines on both clouds, and says what the network does', async () => {
  const { exitCode, stdout, stderr } = await runExample('plan-a-cluster.ts');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toMatch(/us-east-1\/ml\.p4de\.24xlarge\n {2}675 machines {3}\$\d+,\d{3} per hour/);
  expect(stdout).toMatch(
    /eastus\/Standard_ND96amsr_A100_v4\n {2}675 machines {3}\$\d+,\d{3} per hour/,
  );
  expect(stdout).toContain('400 Gb/s per machine: at least 21.0 s');
  expect(stdout).toContain('1600 Gb/s per machine: at least 5.3 s');
  expect(stdout).toMatch(/Without a fast network, .*Standard_NC96ads_A100_v4/);
});

test('trace.ts makes spans of a deployment and of a request', async () => {
  expect(await runExample('trace.ts')).toEqual({
    exitCode: 0,
    stdout: [
      'deploy',
      '  upload package',
      '  create server',
      '  create deployment',
      '  verify deployment',
      '  route traffic',
      '  verify endpoint',
      '  record release',
      'POST /v2/models/model/infer',
      '',
    ].join('\n'),
    stderr: '',
  });
});

test('train.ts follows a script, and lists what it has left', async () => {
  const { exitCode, stdout, stderr } = await runExample('train.ts');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toMatch(
    /^(?:step \d+, loss \d\.\d\d\n){8}accuracy 0\.\d\d\nmetrics\.json metrics\.jsonl model\.pt\n$/,
  );
});

test('several-nodes.ts trains in a process on each of two nodes', async () => {
  expect(await runExample('several-nodes.ts')).toEqual({
    exitCode: 0,
    stdout: [
      '2 processes, loss below 0.001: true',
      'node-0 [rank 0] process 0 of 2 is done',
      'node-1 [rank 1] process 1 of 2 is done',
      '',
    ].join('\n'),
    stderr: '',
  });
});

test('run-pipeline.ts trains and releases once, however often it runs, and nothing that a gate refuses', async () => {
  await using home = await temporaryFolder();
  const { exitCode, stdout, stderr } = await runExample('run-pipeline.ts', {
    env: { TORCHRELAY_HOME: home.path },
  });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout.replaceAll(/f\(2\) is .*/g, 'f(2)').split('\n')).toEqual([
    'first: upload training code, create job, upload package, create server, create deployment, verify deployment, route traffic, verify endpoint, record release',
    'f(2)',
    'again: training is succeeded already',
    'f(2)',
    '"line" did not pass its gate: 1 process is too few. Nothing was deployed; what served before still serves.',
    'releases: 1',
    '',
  ]);
  for (const [, value] of stdout.matchAll(/f\(2\) is (.*)/g))
    expect(Number(value)).toBeCloseTo(7, 1);
});
