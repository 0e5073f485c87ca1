import { fileURLToPath } from 'node:url';

import { destroy, gc, type RelayEvent } from '@torchrelay/core';
import { startVerbProcesses } from '@torchrelay/stand-ins';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';

import { failureOf } from '../store/test-support/failure-of.ts';
import { sagemaker } from './sagemaker.ts';
import { startServingAccount } from './test-support/serving-account.ts';

const account = await startServingAccount();
const { aws, line, deployAdd } = account;

beforeEach(() => account.startAgain());
afterAll(() => account[Symbol.asyncDispose]());

const isCreation = (target: string | string[] | undefined): boolean =>
  target === 'SageMaker.CreateModel';

/** The changing requests that pass from now on: to SageMaker, and writes to the store. */
function watchChanges(): readonly string[] {
  const changes: string[] = [];
  line.fault = ({ method, url, headers }) => {
    const target = String(headers['x-amz-target'] ?? '');
    if (/^SageMaker\.(?:Create|Update|Delete)/.test(target)) changes.push(target);
    if (['PUT', 'DELETE'].includes(method)) changes.push(`${method} ${url}`);
    return undefined;
  };
  return changes;
}

describe('where two types cannot be had, found out after they were begun', () => {
  const ladder = { accelerator: 'A100,H100' } as const;

  test('the third serves, nothing is left of the two, and the same again changes nothing', async () => {
    await aws.trouble({ exhaust: ['ml.p4d.24xlarge', 'ml.p4de.24xlarge'] });
    const crossed: string[] = [];
    const onEvent = (event: RelayEvent): void => {
      if (event.type === 'offer-fail') crossed.push(`${event.offer} → ${event.next}`);
    };
    await deployAdd(1, { ...ladder, onEvent });
    expect(crossed).toHaveLength(2);
    expect(await account.servedOffset()).toBe(1);
    const resources = (await aws.resources()).map((resource) => resource.replace(/ demo.*/, ''));
    expect(resources.toSorted()).toEqual(['endpoint', 'endpoint configuration', 'model']);
    // Also when the first two can be had again: what serves and satisfies stays.
    await aws.trouble({ replenish: true });
    const changes = watchChanges();
    await deployAdd(1, ladder);
    expect(changes).toEqual([]);
  });
});

describe('two who change the same name at once', () => {
  test('exclude each other: the second is told who works on it and until when, and has changed nothing', async () => {
    const arrived = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    line.fault = async ({ headers }) => {
      if (!isCreation(headers['x-amz-target'])) return undefined;
      arrived.resolve();
      await goOn.promise;
      return undefined;
    };
    const first = deployAdd(1);
    await arrived.promise;
    const error = await failureOf(deployAdd(2));
    expect(error).toMatchObject({ code: 'NAME_BUSY', data: { name: 'demo', verb: 'deploy' } });
    expect(error.message).toMatch(/^\S+@\S+ is changing "demo" right now \(deploy\)\.$/);
    expect(error.hint).toMatch(/its lease ends in \d+ s and is then taken over/);
    goOn.resolve();
    await first;
    expect(await account.servedOffset()).toBe(1);
    await deployAdd(2);
    expect(await account.servedOffset()).toBe(2);
  });

  test('of a process that was killed with the lease in its hand the next one waits for the end, and takes it over', async () => {
    const program = fileURLToPath(
      new URL('test-support/fault-matrix/open-target.ts', import.meta.url),
    );
    await using processes = startVerbProcesses(program);
    const holder = await processes.take();
    line.fault = ({ headers }) =>
      isCreation(headers['x-amz-target'])
        ? { cut: 'after', onCut: () => holder.kill() }
        : undefined;
    const settings = { ...account.settings };
    const order = { settings, verb: 'deploy', deployment: 'demo' } as const;
    expect(await holder.run(order)).toBe('SIGKILL');
    line.fault = () => undefined;
    expect(await failureOf(deployAdd(1))).toMatchObject({ code: 'NAME_BUSY' });
    line.clockAheadInMs = 61_000;
    await deployAdd(1);
    line.clockAheadInMs = 0;
    expect(await account.servedOffset()).toBe(1);
    const resources = (await aws.resources()).map((resource) => resource.replace(/ demo.*/, ''));
    expect(resources.toSorted()).toEqual(['endpoint', 'endpoint configuration', 'model']);
  });
});

describe('an endpoint whose time is over, and that is still being deleted', () => {
  beforeEach(async () => {
    await deployAdd(1, { ttlInMs: 60 * 60_000 });
    await aws.trouble({ hold: true });
    await aws.trouble({ expire: ['demo'] });
  });

  async function letGo(): Promise<void> {
    await aws.trouble({ hold: false });
    await expect.poll(async () => (await aws.resources()).join()).not.toContain('endpoint demo');
  }

  test('is waited for, visibly, and then made again', async () => {
    const details: string[] = [];
    const onEvent = (event: RelayEvent): void => {
      if (event.type !== 'step-wait' || event.kind !== 'endpoint') return;
      details.push(event.detail);
      void aws.trouble({ hold: false });
    };
    await deployAdd(1, { onEvent });
    expect(details[0]).toBe('Deleting: the endpoint before it has to be gone');
    expect(await account.servedOffset()).toBe(1);
  });

  test('is not taken for that of another where it is gone before its tags are read', async () => {
    let gone: Promise<void> | undefined;
    line.fault = async ({ headers }) => {
      if (headers['x-amz-target'] === 'SageMaker.ListTags') await (gone ??= letGo());
      return undefined;
    };
    await deployAdd(2);
    expect(gone).toBeDefined();
    expect(await account.servedOffset()).toBe(2);
  });
});

describe('an endpoint that is still being made, which SageMaker does not delete', () => {
  const timing = { mostPollInMs: 10, firstRetryInMs: 10 };
  const target = sagemaker(account.settings);

  /** Gives the verb up as soon as it waits for the endpoint. */
  function untilItWaits(): {
    readonly abortSignal: AbortSignal;
    readonly onEvent: (event: RelayEvent) => void;
    readonly details: readonly string[];
  } {
    const stop = new AbortController();
    const details: string[] = [];
    const onEvent = (event: RelayEvent): void => {
      if (event.type !== 'step-wait' || event.kind !== 'endpoint') return;
      details.push(event.detail);
      stop.abort();
    };
    return { abortSignal: stop.signal, onEvent, details };
  }

  test('is waited for by destroy, visibly; and where that is stopped too, gc finishes it', async () => {
    await aws.trouble({ hold: true });
    expect(await failureOf(deployAdd(1, untilItWaits()))).toMatchObject({ code: 'ABORTED' });
    const destroying = untilItWaits();
    const stopped = await failureOf(destroy('demo', target, { ...destroying, timing }));
    expect(stopped).toMatchObject({ code: 'ABORTED' });
    expect(stopped.hint).toContain('Run the same command again');
    expect(destroying.details[0]).toBe('Creating: it can be deleted once that has ended');
    expect((await aws.resources()).join()).toContain('endpoint demo');
    await aws.trouble({ hold: false });
    expect(await gc(target, { timing })).toMatchObject({ deployments: ['demo'] });
    expect(await aws.resources()).toEqual([]);
  });
});
