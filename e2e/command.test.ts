import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { startAddingContainer, startSagemaker } from '@torchrelay/stand-ins';
import { addModel } from '@torchrelay/testing';
import { afterAll, expect, test } from 'vitest';

const aws = await startSagemaker({ start: startAddingContainer });
const home = mkdtempSync(join(tmpdir(), 'torchrelay-command-'));

afterAll(async () => {
  rmSync(home, { recursive: true, force: true });
  await aws[Symbol.asyncDispose]();
});

interface Ended {
  readonly code: number | null;
  readonly stderr: string;
}

function torchrelay(...commandLine: readonly string[]): Promise<Ended> {
  const main = fileURLToPath(new URL('../packages/cli/src/main.ts', import.meta.url));
  const child = spawn(process.execPath, ['--conditions=torchrelay-source', main, ...commandLine], {
    cwd: home,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: home,
      XDG_CACHE_HOME: join(home, 'cache'),
      ...aws.environment,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, stderr })));
}

const deployAdd = (offset: 1 | 2): Promise<Ended> =>
  torchrelay(
    'deploy',
    addModel(offset),
    '--name=adder',
    '--target=sagemaker://us-east-1',
    '--input=x=FP32[-1]',
    '--output=y=FP32[-1]',
    '--example=x=[1, 2, 3]',
    '--yes',
  );

test('a change that SageMaker takes back without a word ends the command with 5, and says what serves', async () => {
  const first = await deployAdd(1);
  expect(first.stderr).toContain('✓ record release 1');
  // The price list and the quotas of the stand-in were asked, and answered.
  expect(first.stderr).not.toContain('could not be');
  expect(first.code).toBe(0);
  await aws.trouble({ rollBack: ['adder'] });
  const second = await deployAdd(2);
  expect(second.stderr).toContain('SageMaker has taken the change of adder back');
  expect(second.stderr).toContain('Release 1 serves, as before.');
  expect(second.code).toBe(5);
});
