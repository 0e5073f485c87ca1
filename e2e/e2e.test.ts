import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { startAddingContainer, startSagemaker } from '@torchrelay/stand-ins';
import { afterAll, beforeEach, expect, test } from 'vitest';

const aws = await startSagemaker({ start: startAddingContainer });
const caches = mkdtempSync(join(tmpdir(), 'torchrelay-e2e-'));

afterAll(async () => {
  rmSync(caches, { recursive: true, force: true });
  await aws[Symbol.asyncDispose]();
});

beforeEach(() => aws.trouble({ replenish: true, delay: 0.02 }));

interface Ended {
  readonly code: number | null;
  readonly said: string;
}

/** The program as somebody would start it, with Ctrl-C when it says this. */
function run(environment: Record<string, string>, interruptAt?: string): Promise<Ended> {
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const child = spawn(process.execPath, ['--conditions=torchrelay-source', main], {
    env: {
      PATH: process.env['PATH'] ?? '',
      XDG_CACHE_HOME: caches,
      ...aws.environment,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      const isNow = interruptAt !== undefined && !said.includes(interruptAt);
      said += text;
      if (isNow && said.includes(interruptAt)) child.kill('SIGINT');
    });
  }
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, said })));
}

const optedIn = { TORCHRELAY_E2E: 'sagemaker', TORCHRELAY_E2E_POLL_IN_MS: '30' };

test('without anybody who opts in nothing is asked of anybody', async () => {
  const { code, said } = await run({});
  expect(said).toContain(
    'This rents real machines. Say where: TORCHRELAY_E2E=sagemaker or azureml.',
  );
  expect(code).toBe(2);
});

test('what it may cost is compared with what was agreed to, before anything is made', async () => {
  const { code, said } = await run({ ...optedIn, TORCHRELAY_E2E_MAX_USD: '0.01' });
  expect(said).toMatch(/It would cost up to \$\d+\.\d\d, .* allows \$0\.01: nothing was begun\./);
  expect(code).toBe(2);
  expect(await aws.resources()).toEqual([]);
});

test('the cheapest GPU serves, is changed, is changed back, and nothing is left', async () => {
  const { code, said } = await run(optedIn);
  expect(said.split('\n').filter((line) => !line.startsWith('  '))).toEqual([
    expect.stringMatching(/^On us-east-1\/ml\.g\w+\.xlarge, in 123456789012\/us-east-1:$/),
    expect.stringMatching(/^It costs up to \$\d+\.\d\d\. Begun as e2e-\w{8}; .*torchrelay destroy/),
    'A first deployment answers.',
    'Another model took its place.',
    'The first one is back.',
    'Everything did what it should.',
    expect.stringMatching(/^e2e-\w{8} is removed, and nothing is left of it\.$/),
    '',
  ]);
  expect(code).toBe(0);
  expect(await aws.resources()).toEqual([]);
});

test('Ctrl-C in the middle removes what was made', async () => {
  const { code, said } = await run(optedIn, 'A first deployment answers.');
  expect(said).toContain('Stopping, and removing what was made.');
  expect(said).toContain('is removed, and nothing is left of it.');
  expect(said).not.toContain('The first one is back.');
  expect(code).toBe(1);
  expect(await aws.resources()).toEqual([]);
});

test('so does a failure', async () => {
  const reason = 'The primary container did not pass the ping health check.';
  await aws.trouble({ fail: { e2e: reason } });
  const { code, said } = await run(optedIn);
  expect(said).toContain(`has failed: ${reason}`);
  expect(said).toContain('is removed, and nothing is left of it.');
  expect(code).toBe(1);
  expect(await aws.resources()).toEqual([]);
});
