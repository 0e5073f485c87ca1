import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { type AwsStandIn, startAws } from '@torchrelay/stand-ins';

import { callerAccount } from './caller-account.ts';
import { failureOf } from '../store/test-support/failure-of.ts';

let aws: AwsStandIn;

beforeAll(async () => {
  aws = await startAws();
});

afterAll(() => aws[Symbol.asyncDispose]());

/** Runs a program in a process that has nothing of this one's environment. */
function run(program: string, environment: Readonly<Record<string, string>> = {}): string {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--conditions=torchrelay-source', '--input-type=module', '--eval', program],
    {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', ...environment },
      encoding: 'utf8',
    },
  );
  if (status !== 0) throw new Error(stderr);
  return stdout.trim();
}

const askForBucket = `
  const { s3Store } = await import('@torchrelay/aws');
  const told = await s3Store().doObserve({}).then((state) => state, (error) => error.toJSON());
  console.log(JSON.stringify(told));`;

test('the account is that of the credentials', async () => {
  expect(await callerAccount(aws, {})).toBe(aws.accountId);
});

test('settings are taken from the environment that the AWS tools read', () => {
  const { AWS_REGION = '', ...rest } = aws.environment;
  const told = JSON.parse(run(askForBucket, { ...rest, AWS_DEFAULT_REGION: AWS_REGION })) as object;
  expect(told).toMatchObject({ location: `s3://torchrelay-${aws.accountId}-us-east-1` });
});

test('without credentials it says how to sign in, at once', () => {
  const told = JSON.parse(
    run(askForBucket, { AWS_REGION: 'us-east-1', AWS_EC2_METADATA_DISABLED: 'true' }),
  ) as object;
  expect(told).toMatchObject({ code: 'NO_CREDENTIALS', recovery: 'never', effect: 'none' });
});

test('without a region it says how to give one', () => {
  const { AWS_REGION: _, ...rest } = aws.environment;
  expect(JSON.parse(run(askForBucket, rest))).toMatchObject({ code: 'NO_REGION' });
});

test('importing the package loads nothing of the SDK', () => {
  const program = `
    import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({ resolve(name, context, next) {
      if (name.startsWith('@aws-sdk') || name.startsWith('@smithy')) loaded.push(name);
      return next(name, context);
    } });
    const { s3Store } = await import('@torchrelay/aws');
    s3Store({ region: 'us-east-1' });
    console.log(JSON.stringify(loaded));`;
  expect(JSON.parse(run(program))).toEqual([]);
});

test('nobody who answers is an outage, with a hint about the network', async () => {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  const asked = callerAccount({ ...aws, endpoint: `http://127.0.0.1:${port}` }, {});
  expect(await failureOf(asked)).toMatchObject({
    code: 'UNREACHABLE',
    recovery: 'retry',
    effect: 'none',
    data: { connection: 'ECONNREFUSED' },
  });
});

test('an abort ends a question', async () => {
  const asked = callerAccount(aws, { abortSignal: AbortSignal.abort() });
  expect((await failureOf(asked)).code).toBe('ABORTED');
});
