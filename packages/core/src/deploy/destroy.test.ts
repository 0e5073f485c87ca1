import { beforeEach, describe, expect, test } from 'vitest';

import { applyIntent } from '../apply/apply-intent.ts';
import { takeLease } from '../lease/lease.ts';
import { storedPackages } from '../release/forget-name.ts';
import { keys } from '../store/keys.ts';
import { failureOf } from '../test-support/failure-of.ts';
import { denied, failing } from '../test-support/failures.ts';
import { testAccount } from '../test-support/test-account.ts';
import { testContext } from '../test-support/test-context.ts';
import { testIntent } from '../test-support/test-intent.ts';
import { destroy } from './destroy.ts';
import { history } from './history.ts';

let { cloud, target, runtime, deployed, served } = testAccount();

beforeEach(() => {
  ({ cloud, target, runtime, deployed, served } = testAccount());
});

const one = testIntent();

describe('destroying', () => {
  test('leaves nothing of the name, and a second time does nothing', async () => {
    await deployed(one);
    await destroy('demo', target, { runtime });
    expect([cloud.endpoints.size, cloud.store.objects.size]).toEqual([0, 0]);
    cloud.store.requests.length = 0;
    await destroy('demo', target, { runtime });
    expect(cloud.store.requests.filter((request) => request.startsWith('doWrite'))).toEqual([]);
  });

  test('leaves another name with the same package as it was', async () => {
    await deployed(one);
    await deployed(testIntent({ name: 'other' }));
    await destroy('demo', target, { runtime });
    expect(served('other')).toBe(one.draft.digest);
    cloud.endpoints.delete('other');
    const { changed } = await applyIntent(
      { intent: testIntent({ name: 'other' }) },
      testContext({ cloud }),
    );
    expect(changed).toBe(true);
    expect(await history('other', target)).toHaveLength(1);
  });

  test('while another name is deployed with the same package leaves that one whole', async () => {
    await deployed(one);
    let destroyed: Promise<void> | undefined;
    cloud.onStep = async ({ target: name }) => {
      if (name === 'other') await (destroyed ??= destroy('demo', target, { runtime }));
      return undefined;
    };
    await deployed(testIntent({ name: 'other' }));
    expect(served('demo')).toBeUndefined();
    expect([...(await storedPackages(cloud.store, {})).keys()]).toEqual([one.draft.package.digest]);
    expect(cloud.store.objects.has(keys.packageMarker(one.draft.package.digest))).toBe(true);
  });

  test('is refused while somebody deploys the name', async () => {
    await deployed(one);
    const lease = await takeLease({
      store: cloud.store,
      name: 'demo',
      verb: 'deploy',
      context: testContext({ cloud }),
    });
    expect((await failureOf(destroy('demo', target, { runtime }))).code).toBe('NAME_BUSY');
    await lease.release();
    await destroy('demo', target, { runtime });
    expect(cloud.endpoints.size).toBe(0);
  });

  test('goes on when it was interrupted', async () => {
    await deployed(one);
    cloud.store.before = failing('doDelete packages', denied);
    const error = await failureOf(destroy('demo', target, { runtime }));
    expect(error.hint).toContain('Run the same command again to go on.');
    await destroy('demo', target, { runtime });
    expect(cloud.store.objects.size).toBe(0);
  });

  test('obeys a plan that was approved elsewhere, and no other', async () => {
    await deployed(one);
    const options = { runtime, approvedPlan: 'sha256:other' };
    expect((await failureOf(destroy('demo', target, options))).code).toBe('STALE_PLAN');
    expect(served()).toBe(one.draft.digest);
  });
});
