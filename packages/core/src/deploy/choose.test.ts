import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';

import { modelFolder } from '../../test/models.ts';
import type { Target } from '../target/target.ts';
import { failureOf } from '../test-support/failure-of.ts';
import { testOffer } from '../test-support/test-offer.ts';
import { testRuntime } from '../test-support/test-runtime.ts';
import { testCloud, type TestCloud, testTarget } from '../test-support/test-target.ts';
import { choose } from './choose.ts';
import { deploy } from './deploy.ts';
import type { DeployOptions } from './deploy-options.ts';

const options: DeployOptions = {
  runtime: testRuntime(),
  name: 'demo',
  inputs: { x: 'FP32[-1]' },
  outputs: { y: 'FP32[-1]' },
  rehearseOn: false,
  accelerator: 'auto',
};

let model: string;
beforeAll(async () => {
  model = join(await modelFolder(), 'add.pt');
}, 300_000);

interface Place {
  readonly cloud: TestCloud;
  readonly target: Target;
}

/** A cloud with one offer, under a name of its own. */
function place(provider: string, usd?: number): Place {
  const cloud = testCloud();
  const offer = testOffer(provider, usd === undefined ? {} : { usd });
  cloud.offers.splice(0, cloud.offers.length, offer);
  return { cloud, target: { ...testTarget(cloud), provider } };
}

/** A cloud that has nothing large enough. */
function smallPlace(provider: string): Place {
  const { cloud, target } = place(provider, 1);
  cloud.offers.splice(0, 1, testOffer(provider, { usd: 1, gibibytes: 1 }));
  return { cloud, target };
}

const targetsOf = (...places: readonly Place[]): readonly Target[] =>
  places.map(({ target }) => target);

test('the cheapest cloud is chosen for all instances together, and the others are told', async () => {
  const targets = targetsOf(place('dear', 4), place('cheap', 3), place('unknown'));
  const { target, why, plan, candidates } = await choose(model, targets, {
    ...options,
    instances: 2,
  });
  expect(target).toBe(targets[1]);
  expect(why).toBe('$6.00 per hour, against $8.00 on dear');
  expect(plan.want?.offer.id).toBe('here/cheap');
  expect(candidates.map(({ usdPerHour }) => usdPerHour)).toEqual([6, 8, undefined]);
});

test('nothing is changed anywhere, and deploying goes to the chosen one alone', async () => {
  const [dear, cheap] = [place('dear', 4), place('cheap', 3)];
  const { target } = await choose(model, targetsOf(dear, cheap), options);
  expect([...dear.cloud.steps, ...cheap.cloud.steps]).toEqual([]);
  await deploy(model, target, options);
  expect([dear, cheap].map(({ cloud }) => cloud.endpoints.size)).toEqual([0, 1]);
});

test('where the name serves already it stays, though it is cheaper elsewhere', async () => {
  const [dear, cheap] = [place('dear', 4), place('cheap', 3)];
  await deploy(model, dear.target, options);
  const { target, why } = await choose(model, targetsOf(cheap, dear), options);
  expect(target).toBe(dear.target);
  expect(why).toBe('serves there now');
});

test('a cloud that cannot take it is passed over, with its reason', async () => {
  const [small, dear] = [smallPlace('small'), place('dear', 4)];
  const { target, why, candidates } = await choose(model, targetsOf(small, dear), options);
  expect(target).toBe(dear.target);
  expect(why).toBe('the only one that can take it');
  expect(candidates[1]).toMatchObject({ target: small.target, problem: { code: 'NO_OFFER' } });
});

test('a price that nobody knows does not win', async () => {
  const [unknown, dear] = [place('unknown'), place('dear', 400)];
  const { why } = await choose(model, targetsOf(unknown, dear), options);
  expect(why).toBe('$400.00 per hour, against a price that is not known on unknown');
  const alone = await choose(model, targetsOf(unknown, place('other')), options);
  expect(alone.why).toBe('the first that can take it; no price is known');
});

test('when none can take it, each one says why', async () => {
  const failing = place('failing', 1);
  failing.cloud.onObserve = () => {
    throw new Error('no answer');
  };
  const error = await failureOf(choose(model, targetsOf(smallPlace('small'), failing), options));
  expect(error.code).toBe('NO_TARGET');
  expect(error.message).toMatch(/small: Nothing here can run this .* failing: .*no answer/);
});

test('what is wrong with the model is said once', async () => {
  const targets = targetsOf(place('one', 1), place('two', 2));
  const error = await failureOf(choose(`${model}x`, targets, options));
  expect(error.message).not.toContain('one:');
  expect(error.message).toContain('add.ptx');
});

test('of no targets none can be chosen', async () => {
  expect((await failureOf(choose(model, [], options))).code).toBe('NO_TARGET');
});

test('aborting ends the asking', async () => {
  const abortSignal = AbortSignal.abort();
  const asked = choose(model, targetsOf(place('one', 1)), { ...options, abortSignal });
  await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
});
