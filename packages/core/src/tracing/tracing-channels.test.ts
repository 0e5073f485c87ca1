import { AsyncLocalStorage } from 'node:async_hooks';
import { tracingChannel } from 'node:diagnostics_channel';
import { afterEach, describe, expect, test } from 'vitest';

import { destroy } from '../deploy/destroy.ts';
import { createInferenceClient } from '../open-inference/inference-client.ts';
import { failureOf } from '../test-support/failure-of.ts';
import { denied } from '../test-support/failures.ts';
import { testAccount } from '../test-support/test-account.ts';
import { testIntent } from '../test-support/test-intent.ts';
import {
  type OperationTrace,
  type RequestTrace,
  type StepTrace,
  tracingChannels,
} from './tracing-channels.ts';

type Message = Readonly<Record<string, unknown>>;
const listeners: (() => void)[] = [];

afterEach(() => {
  for (const stop of listeners.splice(0)) stop();
});

/** What was published about the beginning and the end of something, each message as it was then. */
function listen(name: string): { readonly started: Message[]; readonly ended: Message[] } {
  const heard = { started: [] as Message[], ended: [] as Message[] };
  const subscribers = {
    start: (message: unknown) => void heard.started.push({ ...(message as Message) }),
    asyncEnd: (message: unknown) => void heard.ended.push({ ...(message as Message) }),
  };
  const channel = tracingChannel(name);
  channel.subscribe(subscribers as never);
  listeners.push(() => channel.unsubscribe(subscribers as never));
  return heard;
}

describe('an operation', () => {
  test('is traced from its call to its result', async () => {
    const { target, runtime, deployed } = testAccount();
    await deployed(testIntent());
    const operations = listen(tracingChannels.operation);
    const removed = destroy('demo', target, { runtime });
    expect(operations).toEqual({
      started: [{ operation: 'destroy', name: 'demo', provider: 'test' } satisfies OperationTrace],
      ended: [],
    });
    await removed;
    expect(operations.ended).toEqual([
      { operation: 'destroy', name: 'demo', provider: 'test', result: undefined },
    ]);
  });

  test('that fails ends with what it throws', async () => {
    const { target, runtime } = testAccount();
    const operations = listen(tracingChannels.operation);
    const error = await failureOf(destroy('No Name', target, { runtime }));
    expect(operations.ended).toEqual([
      { operation: 'destroy', name: 'No Name', provider: 'test', error },
    ]);
  });

  test('has its steps traced inside of it', async () => {
    const { target, runtime, deployed } = testAccount();
    await deployed(testIntent());
    const current = new AsyncLocalStorage<string>();
    const seen: string[] = [];
    const operation = tracingChannel<string, OperationTrace>(tracingChannels.operation);
    const step = tracingChannel<string, StepTrace>(tracingChannels.step);
    operation.start.bindStore(current, ({ name }) => `destroy ${name}`);
    step.start.bindStore(current, ({ action, kind }) => {
      seen.push(`${current.getStore()} > ${action} ${kind}`);
      return kind;
    });
    listeners.push(() => operation.start.unbindStore(current));
    listeners.push(() => step.start.unbindStore(current));
    await destroy('demo', target, { runtime });
    expect(seen).toEqual([
      'destroy demo > delete endpoint',
      'destroy demo > delete stored objects',
    ]);
  });
});

test('a step that fails ends with what it throws', async () => {
  const { cloud, target, runtime, deployed } = testAccount();
  await deployed(testIntent());
  const steps = listen(tracingChannels.step);
  const error = denied();
  cloud.onStep = () => {
    throw error;
  };
  await failureOf(destroy('demo', target, { runtime }));
  expect(steps.ended).toEqual([
    { step: 'delete demo', action: 'delete', kind: 'endpoint', target: 'demo', error },
  ]);
});

test('a request is traced with its retries, and without what was asked', async () => {
  const answers = [503, 200];
  const client = createInferenceClient({
    modelName: 'adder',
    transport: {
      send: async () => ({
        status: answers.shift() ?? 500,
        headers: { 'content-type': 'application/json' },
        body: new TextEncoder().encode('{"name":"adder","platform":"x","inputs":[],"outputs":[]}'),
      }),
    },
    retry: { baseDelayInMs: 1 },
  });
  const requests = listen(tracingChannels.request);
  await client.modelMetadata();
  const begun = { modelName: 'adder', method: 'GET', path: '/v2/models/adder' } as const;
  expect(requests.started).toEqual([{ ...begun, attempts: 0 } satisfies RequestTrace]);
  expect(requests.ended).toMatchObject([{ ...begun, attempts: 2, status: 200 }]);
});
