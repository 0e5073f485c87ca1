import { describe, expect, test } from 'vitest';

import { TorchrelayError, type Recovery } from '../errors/torchrelay-error.ts';
import { leaseOf } from '../lease/read-lease.ts';
import type { DeployIntent, Intent } from '../plan/intent.ts';
import { makePlan } from '../plan/make-plan.ts';
import type { Plan } from '../plan/plan.ts';
import { latestRelease, readReleases } from '../release/release-log.ts';
import { keys } from '../store/keys.ts';
import { failureOf } from '../test-support/failure-of.ts';
import { answerLost, denied, failing, unavailable } from '../test-support/failures.ts';
import { type TestContext, testContext } from '../test-support/test-context.ts';
import { floats, testIntent } from '../test-support/test-intent.ts';
import { testOffer } from '../test-support/test-offer.ts';
import { type TestCloud, testCloud } from '../test-support/test-target.ts';
import { type Applied, applyIntent } from './apply-intent.ts';

const apply = (
  intent: Intent,
  context: TestContext = testContext(),
  approvedHash?: string,
): Promise<Applied> => applyIntent({ intent, approvedHash }, context);

const one = testIntent({ model: 'one' });
const two = testIntent({ model: 'two' });

/** A platform where the first model serves, recorded as release 1. */
async function serving(intent: DeployIntent = one): Promise<TestCloud> {
  const context = testContext();
  await apply(intent, context);
  context.cloud.store.requests.length = 0;
  context.cloud.steps.length = 0;
  context.cloud.invoked.length = 0;
  return context.cloud;
}

const served = (cloud: TestCloud): string | undefined => cloud.endpoints.get('demo')?.specDigest;

function failure(recovery: Recovery, code = 'STEP_FAILED'): TorchrelayError {
  return new TorchrelayError({ code, message: 'It failed.', recovery, effect: 'done' });
}

/** Fails the first steps that create or update, with these in turn. */
function failSteps(cloud: TestCloud, ...errors: readonly Error[]): void {
  const left = [...errors];
  cloud.onStep = ({ action }) => {
    const error = action === 'delete' ? undefined : left.shift();
    if (error !== undefined) throw error;
    return undefined;
  };
}

const types = ({ events }: TestContext): readonly string[] => events.map(({ type }) => type);

describe('applying', () => {
  test('uploads, changes, verifies and records, under a lease that is given back', async () => {
    const context = testContext();
    const { plan, changed } = await apply(one, context);
    expect(changed).toBe(true);
    expect(plan.steps.map(({ action }) => action)).toEqual([
      'upload',
      'create',
      'verify',
      'record',
    ]);
    expect(served(context.cloud)).toBe(one.draft.digest);
    expect(await latestRelease(context.cloud.store, 'demo', {})).toMatchObject({
      number: 1,
      verb: 'deploy',
      actor: 'ada@test',
      createdAt: '2026-01-02T03:04:05.000Z',
      spec: { digest: one.draft.digest, offer: { id: 'here/cheap' } },
    });
    expect(await leaseOf(context.cloud.store, 'demo', {})).toBeUndefined();
    expect(types(context).slice(0, 2)).toEqual(['plan-ready', 'lease-taken']);
  });

  test('the same again does nothing: no lease, no write, no question', async () => {
    const cloud = await serving();
    const context = testContext({ cloud, confirm: () => expect.fail('asked') });
    expect((await apply(one, context)).changed).toBe(false);
    expect(cloud.store.requests.filter((request) => !/^do(Head|Read|List)/.test(request))).toEqual(
      [],
    );
    expect(types(context)).toEqual(['plan-ready']);
  });

  test('a change of what serves records the next release', async () => {
    const cloud = await serving();
    await apply(two, testContext({ cloud }));
    const releases = await readReleases(cloud.store, 'demo', {});
    expect(releases.map(({ number, spec }) => [number, spec.digest])).toEqual([
      [1, one.draft.digest],
      [2, two.draft.digest],
    ]);
  });

  test('another number of instances is a change, and no release', async () => {
    const cloud = await serving();
    await apply(testIntent({ instances: 4 }), testContext({ cloud }));
    expect(cloud.endpoints.get('demo')?.instances).toBe(4);
    expect(await readReleases(cloud.store, 'demo', {})).toHaveLength(1);
  });

  test('what the model came from is kept in the release', async () => {
    const context = testContext();
    await apply({ ...one, provenance: { job: 'train-7' } }, context);
    const release = await latestRelease(context.cloud.store, 'demo', {});
    expect(release?.provenance).toEqual({ job: 'train-7' });
  });

  test('a removal leaves nothing, its lease included', async () => {
    const cloud = await serving();
    await apply({ verb: 'destroy', name: 'demo' }, testContext({ cloud }));
    expect(cloud.endpoints.size).toBe(0);
    expect([...cloud.store.objects.keys()]).toEqual([]);
  });

  test('a removal of nothing does nothing', async () => {
    const context = testContext();
    expect((await apply({ verb: 'destroy', name: 'demo' }, context)).changed).toBe(false);
    expect([...context.cloud.store.objects.keys()]).toEqual([]);
  });

  test('a store that is not there is made first, before the lease, and told', async () => {
    const context = testContext();
    context.cloud.store.exists = false;
    await apply(one, context);
    const order = context.cloud.store.requests.filter((request) => /^do(Step|Write)/.test(request));
    expect(order.slice(0, 2)).toEqual(['doStep bucket/test', `doWrite ${keys.lease('demo')}`]);
    expect(context.events).toContainEqual(
      expect.objectContaining({ type: 'step-end', step: 'bucket/test' }),
    );
  });
});

describe('asking for consent', () => {
  test('shows the plan before anything is changed, and no goes no further', async () => {
    const shown: Plan[] = [];
    const confirm = async (plan: Plan): Promise<boolean> => {
      shown.push(plan);
      return false;
    };
    const context = testContext({ confirm });
    const error = await failureOf(apply(one, context));
    expect(error).toMatchObject({ code: 'DECLINED', effect: 'none' });
    expect(shown[0]?.steps).toHaveLength(4);
    expect(context.cloud.store.objects.size).toBe(0);
    expect(context.cloud.steps).toEqual([]);
  });

  test('holds no lease while somebody thinks for an hour', async () => {
    const cloud = testCloud();
    let busy: unknown;
    const confirm = async (): Promise<boolean> => {
      busy = await leaseOf(cloud.store, 'demo', {});
      cloud.store.clock += 60 * 60_000;
      return true;
    };
    await apply(one, testContext({ cloud, confirm }));
    expect(busy).toBeUndefined();
    expect(served(cloud)).toBe(one.draft.digest);
  });

  test('is for that plan: when the world has changed meanwhile, nothing is done', async () => {
    const cloud = await serving();
    const confirm = async (): Promise<boolean> => {
      await apply(testIntent({ model: 'three' }), testContext({ cloud, actor: 'bob@test' }));
      return true;
    };
    const error = await failureOf(apply(two, testContext({ cloud, confirm })));
    expect(error.code).toBe('STALE_PLAN');
    expect(served(cloud)).toBe(testIntent({ model: 'three' }).draft.digest);
    expect(await leaseOf(cloud.store, 'demo', {})).toBeUndefined();
  });

  test('is no longer needed when somebody else has done the same meanwhile', async () => {
    const cloud = testCloud();
    const confirm = async (): Promise<boolean> => {
      await apply(one, testContext({ cloud, actor: 'bob@test' }));
      return true;
    };
    expect((await apply(one, testContext({ cloud, confirm }))).changed).toBe(false);
    expect(await readReleases(cloud.store, 'demo', {})).toHaveLength(1);
  });

  test('that fails ends it before anything is changed', async () => {
    const confirm = (): never => {
      throw new TypeError('no terminal');
    };
    const context = testContext({ confirm });
    await expect(apply(one, context)).rejects.toThrow('no terminal');
    expect(context.cloud.store.objects.size).toBe(0);
  });

  test('given elsewhere is recognised by the hash of the plan, and by nothing else', async () => {
    const cloud = testCloud();
    const { hash } = await makePlan({ intent: one }, testContext({ cloud }));
    expect((await failureOf(apply(one, testContext({ cloud }), `${hash}0`))).code).toBe(
      'STALE_PLAN',
    );
    expect(cloud.steps).toEqual([]);
    expect((await apply(one, testContext({ cloud }), hash)).changed).toBe(true);
  });
});

describe('two at once', () => {
  test('exclude each other: the second is told, and has changed nothing', async () => {
    const cloud = testCloud();
    let refused: TorchrelayError | undefined;
    cloud.onStep = async () => {
      refused ??= await failureOf(apply(two, testContext({ cloud, actor: 'bob@test' })));
      return undefined;
    };
    await apply(one, testContext({ cloud }));
    expect(refused).toMatchObject({ code: 'NAME_BUSY', data: { actor: 'ada@test' } });
    expect(served(cloud)).toBe(one.draft.digest);
  });

  test('a holder that lost its lease changes nothing more, undoes nothing, and says so', async () => {
    const cloud = await serving();
    cloud.onStep = async () => {
      cloud.store.objects.delete(keys.lease('demo'));
      await new Promise((resolve) => setTimeout(resolve, 30));
      return { state: 'pending', pollInMs: 1, detail: 'working' };
    };
    const context = testContext({
      cloud,
      timing: { leaseInMs: 9, stepInMs: 60_000, firstRetryInMs: 1 },
    });
    const error = await failureOf(apply(two, context));
    expect(error.code).toBe('LEASE_LOST');
    expect(cloud.steps).toHaveLength(1);
    expect(types(context)).not.toContain('restore-start');
    expect(await latestRelease(cloud.store, 'demo', {})).toMatchObject({ number: 1 });
  });
});

describe('an offer that cannot be had', () => {
  const noCapacity = (): TorchrelayError => failure('next-offer', 'NO_CAPACITY');

  test('is crossed out, and the next one taken', async () => {
    const context = testContext();
    failSteps(context.cloud, noCapacity());
    const { plan } = await apply(one, context);
    expect(plan.want?.offer.id).toBe('here/dear');
    expect(context.cloud.endpoints.get('demo')?.offerId).toBe('here/dear');
    expect(context.events).toContainEqual(
      expect.objectContaining({
        type: 'offer-fail',
        offer: 'here/cheap',
        next: 'here/dear',
        reason: 'It failed.',
      }),
    );
  });

  test('after all the others ends it: what was tried is said, and what served is put back', async () => {
    const cloud = await serving();
    failSteps(cloud, noCapacity(), noCapacity());
    const context = testContext({ cloud });
    const error = await failureOf(apply(two, context));
    expect(error).toMatchObject({
      code: 'NO_CAPACITY',
      data: { tried: ['here/cheap', 'here/dear'], restored: 1 },
    });
    expect(error.message).toContain('here/cheap, here/dear');
    const failed = context.events.filter(({ type }) => type === 'offer-fail');
    expect(failed.map((event) => 'next' in event)).toEqual([true, false]);
    expect(served(cloud)).toBe(one.draft.digest);
  });

  test('is tried once in a run, however many there are', async () => {
    const context = testContext();
    context.cloud.offers.push(
      ...Array.from({ length: 20 }, (_, n) => testOffer(`n${n}`, { usd: 3 + n })),
    );
    context.cloud.onStep = () => {
      throw noCapacity();
    };
    await failureOf(apply(one, context));
    expect(context.cloud.steps).toHaveLength(22);
  });

  test('cannot be the reason why a removal fails: that is reported, and not repeated for ever', async () => {
    const cloud = await serving();
    cloud.onStep = () => {
      throw noCapacity();
    };
    const error = await failureOf(apply({ verb: 'destroy', name: 'demo' }, testContext({ cloud })));
    expect(error.code).toBe('NO_CAPACITY');
    expect(cloud.steps).toHaveLength(1);
  });
});

describe('a world that is not as the plan saw it', () => {
  test('is looked at again after a wait, and the plan made again', async () => {
    const context = testContext();
    failSteps(context.cloud, failure('replan'), failure('replan'));
    await apply(one, context);
    expect(served(context.cloud)).toBe(one.draft.digest);
    expect(context.runtime.waits).toEqual([50, 100]);
  });

  test('is planned again five times and no more', async () => {
    const context = testContext();
    context.cloud.onStep = () => {
      throw failure('replan');
    };
    const error = await failureOf(apply(one, context));
    expect(error.code).toBe('STEP_FAILED');
    expect(context.cloud.steps).toHaveLength(6);
  });

  test('does not send again what has been uploaded', async () => {
    const context = testContext();
    failSteps(context.cloud, failure('replan'));
    await apply(one, context);
    const uploads = context.events.filter(({ type }) => type === 'upload-start');
    expect(uploads).toHaveLength(2);
  });
});

describe('a failure of a change', () => {
  test.each<[string, () => Error, 'put back' | 'left']>([
    ['that is final', () => failure('never'), 'put back'],
    ['of the rights', denied, 'put back'],
    ['that is a defect', () => new TypeError('x is not a function'), 'put back'],
    ['that is an outage', unavailable, 'left'],
    ['that is a lost answer', answerLost, 'put back'],
    ['that is an abort', () => failure('never', 'ABORTED'), 'left'],
    ['that took too long', () => failure('never', 'STEP_TIMED_OUT'), 'left'],
  ])('%s: what served is %s', async (_, makeError, outcome) => {
    const cloud = await serving();
    let fails = true;
    cloud.onStep = ({ action, target, inputs }) => {
      if (action !== 'update' || !fails || inputs['specDigest'] === one.draft.digest)
        return undefined;
      cloud.endpoints.set(target, {
        specDigest: 'sha256:half',
        packageDigest: '',
        offerId: 'x',
        instances: 1,
      });
      throw makeError();
    };
    const context = testContext({ cloud });
    const error = await failureOf(apply(two, context));
    const isPutBack = outcome === 'put back';
    expect(served(cloud)).toBe(isPutBack ? one.draft.digest : 'sha256:half');
    expect(error.data['restored']).toBe(isPutBack ? 1 : undefined);
    expect(error.hint).toContain(
      isPutBack ? 'Release 1 serves, as before.' : 'Nothing was undone.',
    );
    expect(types(context).includes('restore-end')).toBe(isPutBack);
    fails = false;
    await apply(two, testContext({ cloud }));
    expect(served(cloud)).toBe(two.draft.digest);
  });

  test('whose model answers wrongly puts back and verifies the release before', async () => {
    const cloud = await serving();
    cloud.answer = ([x]) => [
      floats('y', served(cloud) === two.draft.digest ? 9 : 1, x === undefined ? 0 : 2),
    ];
    const error = await failureOf(apply(two, testContext({ cloud })));
    expect(error).toMatchObject({ code: 'VERIFY_WRONG_ANSWER', data: { restored: 1 } });
    expect(served(cloud)).toBe(one.draft.digest);
    expect(cloud.invoked).toHaveLength(2);
    expect(await readReleases(cloud.store, 'demo', {})).toHaveLength(1);
  });

  test('puts back as many instances as there were, not as many as were recorded', async () => {
    const cloud = await serving();
    await apply(testIntent({ instances: 7 }), testContext({ cloud }));
    cloud.answer = () => [floats('y', served(cloud) === two.draft.digest ? 9 : 1, 2)];
    await failureOf(apply(two, testContext({ cloud })));
    expect(cloud.endpoints.get('demo')).toMatchObject({
      specDigest: one.draft.digest,
      instances: 7,
    });
  });

  test('of a first deployment is removed again', async () => {
    const context = testContext();
    context.cloud.answer = () => [floats('y', 9, 9)];
    const error = await failureOf(apply(one, context));
    expect(error.data['restored']).toBeNull();
    expect(error.hint).toContain('What was begun has been removed again.');
    expect(context.cloud.endpoints.size).toBe(0);
  });

  test('before anything was begun restores nothing, and says what serves', async () => {
    const cloud = await serving();
    cloud.store.before = failing('doWrite packages/', denied);
    const context = testContext({ cloud });
    const error = await failureOf(apply(two, context));
    expect(error).toMatchObject({ code: 'ACCESS_DENIED', data: { restored: 1 } });
    expect(types(context)).not.toContain('restore-start');
    expect(cloud.steps).toEqual([]);
  });

  test('that cannot be undone says both, and what to do', async () => {
    const cloud = await serving();
    let failed = false;
    cloud.onStep = ({ target }) => {
      if (failed) throw failure('never', 'STILL_FAILING');
      failed = true;
      cloud.endpoints.set(target, {
        specDigest: 'sha256:half',
        packageDigest: '',
        offerId: 'x',
        instances: 1,
      });
      throw failure('never');
    };
    const error = await failureOf(apply(two, testContext({ cloud })));
    expect(error).toMatchObject({
      code: 'STEP_FAILED',
      effect: 'done',
      data: { restoreError: { code: 'STILL_FAILING' } },
    });
    expect(error.message).toContain('Undoing it failed too: It failed.');
    expect(error.hint).toContain('torchrelay destroy demo');
  });

  test('is undone through a moment in which the platform cannot be observed', async () => {
    const cloud = await serving();
    cloud.answer = () => {
      cloud.onObserve = failing('demo', unavailable, 3);
      return [floats('y', served(cloud) === two.draft.digest ? 9 : 1, 2)];
    };
    const error = await failureOf(apply(two, testContext({ cloud })));
    expect(error.data['restored']).toBe(1);
    expect(served(cloud)).toBe(one.draft.digest);
  });

  test('is not undone blindly when the platform cannot be observed at all', async () => {
    const cloud = await serving();
    cloud.answer = () => {
      cloud.onObserve = () => {
        throw denied();
      };
      return [floats('y', 9, 9)];
    };
    const error = await failureOf(apply(two, testContext({ cloud })));
    expect(error).toMatchObject({
      code: 'VERIFY_WRONG_ANSWER',
      data: { restoreError: { code: 'ACCESS_DENIED' } },
    });
    expect(served(cloud)).toBe(two.draft.digest);
  });

  test.each(['NO_CREDENTIALS', 'UNREACHABLE'])(
    'that is no more than %s is not undone: it says nothing of the release',
    async (code) => {
      const cloud = await serving();
      cloud.onStep = () => {
        throw failure('never', code);
      };
      const context = testContext({ cloud });
      const error = await failureOf(apply(two, context));
      expect(error).toMatchObject({ code, hint: expect.stringContaining('Nothing was undone.') });
      expect(error.data).not.toHaveProperty('restored');
      expect(types(context)).not.toContain('restore-start');
    },
  );

  test('of a removal is never undone', async () => {
    const cloud = await serving();
    cloud.onStep = () => {
      throw failure('never');
    };
    const error = await failureOf(apply({ verb: 'destroy', name: 'demo' }, testContext({ cloud })));
    expect(error.hint).toBe('Nothing was undone. Run the same command again to go on.');
    expect(served(cloud)).toBe(one.draft.digest);
  });

  test('gives the lease back', async () => {
    const cloud = await serving();
    cloud.onStep = () => {
      throw failure('never');
    };
    await failureOf(apply(two, testContext({ cloud })));
    expect(await leaseOf(cloud.store, 'demo', {})).toBeUndefined();
  });
});

describe('an abort', () => {
  test.each([undefined, 'enough', new DOMException('late', 'TimeoutError')])(
    'in the middle of a change undoes nothing, and says what goes on: %s',
    async (reason) => {
      const cloud = await serving();
      const controller = new AbortController();
      cloud.onStep = () => {
        controller.abort(reason);
        return { state: 'pending', pollInMs: 1, detail: 'updating' };
      };
      const context = testContext({ cloud, abortSignal: controller.signal });
      const error = await failureOf(apply(two, context));
      expect(error).toMatchObject({ code: 'ABORTED', effect: 'unknown' });
      expect(error.hint).toContain(
        'Run the same command again to go on, or remove it: torchrelay destroy demo',
      );
      expect(types(context)).not.toContain('restore-start');
      expect(await leaseOf(cloud.store, 'demo', {})).toBeUndefined();
    },
  );

  test('just when a step fails for good undoes nothing either', async () => {
    const cloud = await serving();
    const controller = new AbortController();
    cloud.onStep = () => {
      controller.abort();
      throw failure('never');
    };
    const error = await failureOf(
      apply(two, testContext({ cloud, abortSignal: controller.signal })),
    );
    expect(error.code).toBe('STEP_FAILED');
    expect(error.hint).toContain('Nothing was undone.');
  });

  test('while it waits to plan again is an abort', async () => {
    const controller = new AbortController();
    const context = testContext({ abortSignal: controller.signal });
    context.cloud.onStep = () => {
      controller.abort();
      throw failure('replan');
    };
    const error = await failureOf(apply(one, context));
    expect(error.code).toBe('ABORTED');
    expect(error.hint).toContain('Run the same command again');
  });

  test('before it begins changes nothing', async () => {
    const context = testContext({ abortSignal: AbortSignal.abort() });
    expect((await failureOf(apply(one, context))).code).toBe('ABORTED');
    expect(context.cloud.store.objects.size).toBe(0);
  });
});

describe('running again after a crash', () => {
  /** The process is gone: from the given request on, nothing of it reaches the store or the platform. */
  async function crash(
    intent: Intent,
    cloud: TestCloud,
    at: (request: string) => boolean,
  ): Promise<void> {
    let isDead = false;
    const die = (request: string): void => {
      isDead ||= at(request);
      if (isDead) throw failure('never', 'KILLED');
    };
    cloud.store.before = die;
    cloud.onStep = ({ id }) => {
      die(id);
      return undefined;
    };
    cloud.onObserve = () => die('observe');
    await failureOf(apply(intent, testContext({ cloud })));
    cloud.store.before = () => {};
    cloud.onStep = () => undefined;
    cloud.onObserve = () => {};
    cloud.store.clock += 60_000;
  }

  test('between the change and its verification verifies before it records', async () => {
    const cloud = await serving();
    let updated = false;
    await crash(two, cloud, (request) => {
      if (updated) return true;
      updated = request === 'update demo';
      return false;
    });
    expect(served(cloud)).toBe(two.draft.digest);
    const context = testContext({ cloud });
    const { plan } = await apply(two, context);
    expect(plan.steps.map(({ action }) => action)).toEqual(['verify', 'record']);
    expect(await latestRelease(cloud.store, 'demo', {})).toMatchObject({ number: 2 });
  });

  test('and what it finds there unverified and wrong is not recorded, but put back', async () => {
    const cloud = await serving();
    let updated = false;
    await crash(two, cloud, (request) => {
      if (updated) return true;
      updated = request === 'update demo';
      return false;
    });
    cloud.answer = () => [floats('y', served(cloud) === two.draft.digest ? 9 : 1, 2)];
    const error = await failureOf(apply(two, testContext({ cloud })));
    expect(error).toMatchObject({ code: 'VERIFY_WRONG_ANSWER', data: { restored: 1 } });
    expect(served(cloud)).toBe(one.draft.digest);
  });

  test('takes over the lease of the dead, and gives it back', async () => {
    const cloud = testCloud();
    await crash(one, cloud, (request) => request === 'create demo');
    expect(await leaseOf(cloud.store, 'demo', {})).toBeDefined();
    await apply(one, testContext({ cloud }));
    expect(await leaseOf(cloud.store, 'demo', {})).toBeUndefined();
  });
});
