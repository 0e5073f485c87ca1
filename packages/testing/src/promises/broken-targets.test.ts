import { TorchrelayError } from '@torchrelay/core';
import type { Deployment, ObjectStore, ServeSpec, Serving, Target } from '@torchrelay/core/target';
import { describe, expect, test, vi } from 'vitest';

import {
  createMemoryCloud,
  type MemoryCloud,
  type MemoryCloudSettings,
} from '../memory-cloud/memory-cloud.ts';
import { memorySubject } from '../memory-cloud/memory-subject.ts';
import { targetPromises } from '../test-target.ts';
import type { Subject } from './subject.ts';
import { watchedTarget } from './watched-target.ts';

// Each run goes as far as the first broken promise, or through all of one.
vi.setConfig({ testTimeout: 60_000 });

/** A subject whose targets are all broken in the same way. */
function broken(
  breakTarget: (target: Target) => Target,
  settings: MemoryCloudSettings = {},
): Subject {
  const subject = memorySubject('in-place', settings);
  return { ...subject, crashEvery: 7, createTarget: () => breakTarget(subject.createTarget()) };
}

function withServing(target: Target, change: (serving: Serving) => Partial<Serving>): Target {
  const { serving } = target;
  if (serving === undefined) throw new Error('a memory target serves');
  return { ...target, serving: { ...serving, ...change(serving) } };
}

function withStore(target: Target, change: (store: ObjectStore) => Partial<ObjectStore>): Target {
  return { ...target, store: { ...target.store, ...change(target.store) } };
}

/** The promises that the subject does not keep. */
async function brokenPromises(subject: Subject, among: RegExp): Promise<readonly string[]> {
  const kept = targetPromises(subject).filter(({ name }) => among.test(name));
  expect(kept.length).toBeGreaterThan(0);
  const names: string[] = [];
  for (const { name, run } of kept) {
    try {
      await run();
    } catch {
      names.push(name);
    }
  }
  return names;
}

describe('the promises reject a target that', () => {
  test('leaks: says that it deleted, and did not', async () => {
    const subject = broken((target) =>
      withServing(target, (serving) => ({
        doStep: async (step, call) =>
          step.action === 'delete' && step.kind === 'config'
            ? { state: 'done' }
            : serving.doStep(step, call),
        // And does not see what it left.
        doObserve: async (name, call) => withoutParts(await serving.doObserve(name, call)),
      })),
    );
    expect(await brokenPromises(subject, /destroying leaves nothing/)).toHaveLength(1);
  });

  test('reports success after the platform silently put the old release back', async () => {
    const claimed = new Map<string, string>();
    const subject = broken((target) =>
      withServing(target, (serving) => ({
        async doStep(step, call) {
          const digest = call.inputs['digest'];
          if (step.kind === 'endpoint' && typeof digest === 'string')
            claimed.set(step.target, digest);
          return serving.doStep(step, call).catch(() => ({ state: 'done' as const }));
        },
        doObserve: async (name, call) =>
          claiming(await serving.doObserve(name, call), claimed.get(`endpoint/${name}`)),
      })),
    );
    expect(await brokenPromises(subject, /silently puts back/)).toHaveLength(1);
  });

  test('serves the old release and says that it is the new one', async () => {
    const subject = broken((target) =>
      withServing(target, (serving) => ({
        async doStep(step, call) {
          if (step.action !== 'update') return serving.doStep(step, call);
          // Everything of the new release but its bytes.
          const { prefix: _, ...inputs } = call.inputs;
          return serving.doStep(step, { ...call, inputs });
        },
      })),
    );
    expect(await brokenPromises(subject, /another model under the same name/)).toHaveLength(1);
  });

  test("loses a concurrent writer's change: its store ignores conditions", async () => {
    const subject = broken((target) =>
      withStore(target, (store) => ({
        doWrite: (key, source, { onProgress }, call) =>
          store.doWrite(key, source, onProgress === undefined ? {} : { onProgress }, call),
        doDelete: (key, _, call) => store.doDelete(key, {}, call),
      })),
    );
    expect(await brokenPromises(subject, /exactly one wins/)).toHaveLength(2);
  });

  test('forgets the digests of its objects, so that what is stored passes for missing', async () => {
    const subject = broken((target) =>
      withStore(target, (store) => ({
        async doHead(key, call) {
          const head = await store.doHead(key, call);
          return head && { ...head, sha256: undefined };
        },
      })),
    );
    expect(await brokenPromises(subject, /its digest/)).toHaveLength(1);
  });

  test('cannot continue what it began: a second create is an error', async () => {
    const subject = broken(
      (target) =>
        withServing(target, (serving) => ({
          async doStep(step, call) {
            const live = await serving.doObserve('promise', call);
            const isThere = live?.resources.some(({ id }) => id === step.target) === true;
            if (step.action === 'create' && call.continuation === undefined && isThere)
              throw exists();
            return serving.doStep(step, call);
          },
        })),
      // Still under way when the next run begins.
      { slownessInMs: 30 },
    );
    expect(
      await brokenPromises({ ...subject, crashEvery: 1 }, /first deployment killed/),
    ).toHaveLength(1);
  });

  test('plans a change where there is none', async () => {
    const subject = broken((target) =>
      withServing(target, (serving) => ({
        plan(want, live) {
          const steps = serving.plan(want, live);
          const verify = serving.plan(want, undefined).find(({ action }) => action === 'verify');
          return steps.length > 0 || verify === undefined ? steps : [verify];
        },
      })),
    );
    expect(
      await brokenPromises(subject, /no request that changes anything|same again/),
    ).toHaveLength(2);
  });

  test('puts the first number of instances back with every new release', async () => {
    const subject = broken((target) =>
      withServing(target, (serving) => ({
        plan: (want, live) =>
          serving.plan(want && (isNew(want, live) ? { ...want, instances: 1 } : want), live),
      })),
    );
    expect(await brokenPromises(subject, /as many instances as|autoscaling has set/)).toHaveLength(
      2,
    );
  });

  test('leaves its rule for autoscaling, or its time limit, behind', async () => {
    for (const kind of ['autoscaling', 'expiry']) {
      const subject = broken((target) =>
        withServing(target, (serving) => ({
          plan: (want, live) =>
            serving.plan(want, live).filter((step) => want !== undefined || step.kind !== kind),
        })),
      );
      expect(await brokenPromises(subject, /autoscaling has set|time is over/)).not.toHaveLength(0);
    }
  });

  test('lets a change go on though an alarm went off', async () => {
    const subject = broken((target) =>
      withServing(target, (serving) => ({
        async doStep(step, call) {
          const { rollout: _, ...inputs } = call.inputs;
          return serving.doStep(step, { ...call, inputs });
        },
      })),
    );
    expect(await brokenPromises(subject, /canary/)).toHaveLength(1);
  });

  test('takes an outage for an absence', async () => {
    const subject = broken((target) => {
      let calls = 0;
      return withServing(target, (serving) => ({
        doObserve: async (name, call) =>
          (calls += 1) % 3 === 0 ? undefined : serving.doObserve(name, call),
      }));
    });
    expect(await brokenPromises(subject, /same again|change killed/)).not.toHaveLength(0);
  });
});

test('an honest target breaks none of the promises that the broken ones break', async () => {
  const among =
    /destroying leaves|silently puts back|another model under|two deployments|same again|canary/;
  expect(await brokenPromises(memorySubject('in-place'), among)).toEqual([]);
});

test('a leak in the platform is found even when the target lists nothing', async () => {
  const cloud: MemoryCloud = createMemoryCloud();
  const subject = memorySubject('side-by-side');
  const leaking: Subject = {
    ...subject,
    audit: async () => [...(await subject.audit()), ...cloud.list().map(({ id }) => id)],
  };
  cloud.create({ kind: 'disk', id: 'disk/forgotten', tags: {}, properties: {} });
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(await brokenPromises(leaking, /destroying leaves nothing/)).toHaveLength(1);
});

test('whatever a target streams is streamed by the one that is watched, and seen', async () => {
  const whole = withStore(
    withServing(memorySubject('in-place').createTarget(), () => ({
      async *doStream() {
        yield Uint8Array.of(1);
      },
    })),
    () => ({
      async *doListUploads() {
        yield { key: 'a', uploadId: '1', begunAt: 0, serverTime: 0 };
      },
    }),
  );
  const seen: string[] = [];
  const { serving, store } = watchedTarget(whole, { before: (request) => void seen.push(request) });
  const request = { name: 'a', address: {}, method: 'POST', path: '', headers: {} } as const;
  expect(await Array.fromAsync(serving?.doStream?.(request, {}) ?? [])).toEqual([Uint8Array.of(1)]);
  expect(await Array.fromAsync(store.doListUploads?.({}) ?? [])).toHaveLength(1);
  expect(seen).toEqual(['serving.doStream', 'store.doListUploads']);
});

function isNew({ digest }: ServeSpec, live: Deployment | undefined): boolean {
  return live?.serving !== undefined && live.serving.specDigest !== digest;
}

function exists(): TorchrelayError {
  return new TorchrelayError({ code: 'ALREADY_EXISTS', message: 'It exists already.' });
}

function withoutParts(live: Deployment | undefined): Deployment | undefined {
  if (live === undefined || live.resources.every(({ kind }) => kind === 'config')) return undefined;
  const native = live.native as { endpoint: null; configs: [] };
  return {
    ...live,
    resources: live.resources.filter(({ kind }) => kind !== 'config'),
    native: { ...native, configs: native.configs.slice(-1) },
  };
}

function claiming(
  live: Deployment | undefined,
  digest: string | undefined,
): Deployment | undefined {
  if (live?.serving === undefined || digest === undefined) return live;
  return { ...live, serving: { ...live.serving, specDigest: digest } };
}
