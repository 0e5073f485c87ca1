import { beforeEach, describe, expect, test } from 'vitest';

import { keys } from '../store/keys.ts';
import { failureOf } from '../test-support/failure-of.ts';
import { failing, unavailable } from '../test-support/failures.ts';
import { testAccount } from '../test-support/test-account.ts';
import { floats, testIntent } from '../test-support/test-intent.ts';
import type { ServeSpec } from '../target/serving.ts';
import { rollback } from './rollback.ts';

let { cloud, target, runtime, deployed, served } = testAccount();

beforeEach(() => {
  ({ cloud, target, runtime, deployed, served } = testAccount());
});

const one = testIntent();
const two = testIntent({ model: 'two' });
const three = testIntent({ model: 'three' });

/** Keeps what the target is asked to plan. */
function watchPlans(of: typeof target, planned: (ServeSpec | undefined)[]): typeof target {
  const { serving } = of;
  const plan: typeof serving.plan = (want, live) => {
    planned.push(want);
    return serving.plan(want, live);
  };
  return { ...of, serving: { ...serving, plan } };
}

describe('rolling back', () => {
  beforeEach(async () => {
    await deployed(one);
    await deployed(two);
    await deployed(three);
  });

  test('brings back the release before the last, as a new one, which is returned', async () => {
    const release = await rollback('demo', target, { runtime });
    expect(release).toMatchObject({
      number: 4,
      verb: 'rollback',
      restores: 2,
      spec: { digest: two.draft.digest },
    });
    expect(served()).toBe(two.draft.digest);
  });

  test('brings back the one that is asked for', async () => {
    await rollback('demo', target, { to: 1, runtime });
    expect(served()).toBe(one.draft.digest);
  });

  test('says of it where it comes from, as when it was new', async () => {
    const provenance = { job: 'train-7' };
    await deployed({ ...testIntent({ model: 'four' }), provenance });
    await deployed(one);
    expect((await rollback('demo', target, { to: 4, runtime })).provenance).toEqual(provenance);
    expect((await rollback('demo', target, { to: 1, runtime })).provenance).toBeUndefined();
  });

  test('asks the release what it was asked when it was new', async () => {
    cloud.invoked.length = 0;
    await rollback('demo', target, { runtime });
    expect(cloud.invoked).toHaveLength(1);
  });

  test('that answers wrongly puts back what served', async () => {
    cloud.answer = () => [floats('y', served() === two.draft.digest ? 9 : 1, 2)];
    const error = await failureOf(rollback('demo', target, { runtime }));
    expect(error).toMatchObject({ code: 'VERIFY_WRONG_ANSWER', data: { restored: 3 } });
    expect(served()).toBe(three.draft.digest);
  });

  test('moves all traffic at once, however the release came', async () => {
    const rollout = { shift: 'canary', percent: 10, waitInMs: 1, keepOldInMs: 0 } as const;
    await deployed({ ...two, draft: { ...two.draft, rollout } });
    await deployed(three);
    const planned: (ServeSpec | undefined)[] = [];
    const watched = watchPlans(target, planned);
    await rollback('demo', watched, { runtime });
    expect(served()).toBe(two.draft.digest);
    expect(planned.length).toBeGreaterThan(0);
    for (const want of planned) expect(want).not.toHaveProperty('rollout');
  });

  test('keeps the instances that there are', async () => {
    await deployed(testIntent({ model: 'three', instances: 6 }));
    await rollback('demo', target, { runtime });
    expect(cloud.endpoints.get('demo')).toMatchObject({
      specDigest: two.draft.digest,
      instances: 6,
    });
  });

  test('to what is not in the history names what is', async () => {
    const error = await failureOf(rollback('demo', target, { to: 9, runtime }));
    expect(error).toMatchObject({ code: 'RELEASE_UNKNOWN', data: { name: 'demo', to: 9 } });
    expect(error.message).toBe('"demo" has no release 9; it has 1, 2, 3.');
  });

  test('to a release whose package was removed changes nothing', async () => {
    cloud.store.objects.delete(keys.packageMarker(one.draft.package.digest));
    expect((await failureOf(rollback('demo', target, { to: 1, runtime }))).code).toBe(
      'PACKAGE_GONE',
    );
    expect(served()).toBe(three.draft.digest);
  });

  test('goes on through a moment in which the store is away', async () => {
    cloud.store.before = failing('doList', unavailable);
    await rollback('demo', target, { runtime });
    expect(served()).toBe(two.draft.digest);
  });

  test('shows its plan, and can be declined', async () => {
    const options = { runtime, confirm: () => false };
    expect((await failureOf(rollback('demo', target, options))).code).toBe('DECLINED');
    expect(served()).toBe(three.draft.digest);
  });
});

describe('rolling back when there is nothing to go back to', () => {
  test('says that nothing is deployed', async () => {
    const error = await failureOf(rollback('demo', target, { runtime }));
    expect(error).toMatchObject({ code: 'NOT_DEPLOYED', data: { name: 'demo', provider: 'test' } });
  });

  test('says that there is one release only', async () => {
    await deployed(one);
    const error = await failureOf(rollback('demo', target, { runtime }));
    expect(error.message).toBe('"demo" has one release only; there is none before it.');
  });
});
