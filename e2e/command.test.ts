import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { startAddingContainer, startSagemaker } from '@torchrelay/stand-ins';
import { addModel } from '@torchrelay/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const aws = await startSagemaker({ start: startAddingContainer });
const home = mkdtempSync(join(tmpdir(), 'torchrelay-command-'));

afterAll(async () => {
  rmSync(home, { recursive: true, force: true });
  await aws[Symbol.asyncDispose]();
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function torchrelay(...commandLine: readonly string[]): Promise<Ended> {
  const main = fileURLToPath(new URL('../packages/cli/src/main.ts', import.meta.url));
  const child = spawn(process.execPath, ['--conditions=torchrelay-source', main, ...commandLine], {
    cwd: home,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: home,
      TORCHRELAY_PYTHON: process.env['TORCHRELAY_PYTHON'] ?? '',
      XDG_CACHE_HOME: join(home, 'cache'),
      ...aws.environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
}

const deployAdd = (offset: 1 | 2, ...options: readonly string[]): Promise<Ended> =>
  torchrelay(
    'deploy',
    addModel(offset),
    '--name=adder',
    '--target=sagemaker://us-east-1',
    '--input=x=FP32[-1]',
    ...options,
    '--yes',
  );

describe('a first deployment', () => {
  let first: Ended;
  beforeAll(async () => {
    // Of the output, only what to call it.
    first = await deployAdd(1, '--output=y');
  });

  test('runs the model here before anything is paid, and so knows its output', () => {
    expect(first.stderr).toContain('✓ rehearse');
    expect(first.stderr.indexOf('✓ rehearse')).toBeLessThan(first.stderr.indexOf('Plan for adder'));
    expect(first.stderr).toContain('✓ record release 1');
    // The price list and the quotas of the stand-in were asked, and answered.
    expect(first.stderr).not.toContain('could not be');
    expect(first.code).toBe(0);
  });

  test('shows what it costs, and ends with a line that removes it', () => {
    expect(first.stderr).toMatch(/^Price +\$[\d.]+ per hour/m);
    expect(first.stderr).toMatch(
      /^ {2}torchrelay destroy adder --target sagemaker:\/\/us-east-1$/m,
    );
  });

  test('ends with a line for curl, which signs it: an answer comes', async () => {
    const [, line = 'no line'] = /^ {2}(curl .*)$/m.exec(first.stderr) ?? [];
    const here = line.replace('https://runtime.sagemaker.us-east-1.amazonaws.com', aws.endpoint);
    const env = { PATH: process.env['PATH'] ?? '', ...aws.environment };
    const { stdout } = await promisify(execFile)('/bin/bash', ['-c', here], { env });
    expect(JSON.parse(stdout)).toMatchObject({ outputs: [{ name: 'y', data: [1] }] });
  });
});

test('a deployment is found from another region, where all are asked', async () => {
  const here = await torchrelay('list', '--target=sagemaker://eu-west-1');
  expect(here.stderr).toContain('Nothing is deployed');
  const everywhere = await torchrelay('list', '--target=sagemaker://eu-west-1', '--all-regions');
  expect(everywhere.stdout).toMatch(/^adder +123456789012\/us-east-1 +ready/m);
  expect(everywhere).toMatchObject({ code: 0, stderr: '' });
});

describe('doctor', () => {
  test('finds out all that a deployment there would', async () => {
    const { code, stdout } = await torchrelay('doctor', '--target=sagemaker://us-east-1');
    expect(stdout.slice(stdout.indexOf('\nsagemaker://'))).toMatchInlineSnapshot(`
      "
      sagemaker://us-east-1
      ✓  account  123456789012/us-east-1
      ✓  store    s3://torchrelay-123456789012-us-east-1
      ✓  list     1 deployment there
      ✓  serving  ml.p4d.24xlarge, $25.44 per hour, quota left for 19
      ✓  allowed  nothing stands in the way
      ✓  training ml.p4d.24xlarge, $25.44 per hour, quota left for 20
      "
    `);
    expect(code).toBe(0);
  });

  test('says of a role that it is not there, before anything is made', async () => {
    const role = 'arn:aws:iam::123456789012:role/nobody';
    const target = `sagemaker://us-east-1?role=${role}`;
    const { code, stdout } = await torchrelay('doctor', '--target', target);
    expect(stdout).toMatch(/^✗ {2}role .*arn:aws:iam::123456789012:role\/nobody.*\n {2}hint: /m);
    expect(code).toBe(1);
  });
});

test('a change that SageMaker takes back without a word ends the command with 5, and says what serves', async () => {
  await aws.trouble({ rollBack: ['adder'] });
  const second = await deployAdd(2, '--output=y=FP32[-1]', '--no-rehearsal');
  expect(second.stderr).toContain('SageMaker has taken the change of adder back');
  expect(second.stderr).toContain('Release 1 serves, as before.');
  expect(second.code).toBe(5);
});
