import { join } from 'node:path';

import { expect, test } from 'vitest';

import { runExample } from './test-support/run-example.ts';

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
