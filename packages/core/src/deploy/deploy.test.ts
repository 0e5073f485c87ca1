import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';

import { modelFolder } from '../../test/models.ts';
import { TorchrelayError } from '../errors/torchrelay-error.ts';
import { history } from './history.ts';
import { failureOf } from '../test-support/failure-of.ts';
import { testOffer } from '../test-support/test-offer.ts';
import { testRuntime } from '../test-support/test-runtime.ts';
import { testCloud, testTarget } from '../test-support/test-target.ts';
import { deploy, plan } from './deploy.ts';
import type { DeployOptions } from './deploy-options.ts';

const runtime = testRuntime();
const declared: DeployOptions = {
  runtime,
  inputs: { x: 'FP32[-1]' },
  outputs: { y: 'FP32[-1]' },
  rehearseOn: false,
  accelerator: 'auto',
};

let model: string;
beforeAll(async () => {
  model = join(await modelFolder(), 'add.pt');
}, 300_000);

describe('deploying a model file', () => {
  test('gives an endpoint that answers, under the name of the file', async () => {
    const cloud = testCloud();
    const endpoint = await deploy(model, testTarget(cloud), declared);
    expect([...cloud.endpoints.keys()]).toEqual([endpoint.name]);
    expect(endpoint.name).toBe('add');
    const { y } = await endpoint.predict({ x: [1, 2] });
    expect(y?.data).toEqual(new Float32Array([1, 2]));
  });

  test('that fits nowhere says so before it is hashed, rehearsed or packaged', async () => {
    const cloud = testCloud();
    cloud.offers.splice(0, 2, testOffer('tiny', { gibibytes: 2 ** -30 }));
    const stages: string[] = [];
    const error = await failureOf(
      plan(model, testTarget(cloud), {
        ...declared,
        onEvent: (event) => void (event.type === 'stage-start' && stages.push(event.stage)),
      }),
    );
    expect([error.code, stages]).toEqual(['NO_OFFER', ['inspect']]);
  });

  test('asks for offers before anything that takes long, so that who is not signed in hears it', async () => {
    const cloud = testCloud();
    cloud.onOffers = async () => {
      throw new TorchrelayError({ code: 'NO_CREDENTIALS', message: 'Nobody is signed in.' });
    };
    const stages: string[] = [];
    const error = await failureOf(
      deploy(model, testTarget(cloud), {
        ...declared,
        onEvent: (event) => void (event.type === 'stage-start' && stages.push(event.stage)),
      }),
    );
    expect([error.code, stages]).toEqual(['NO_CREDENTIALS', ['inspect']]);
  });

  test('does what its plan said, and nothing when it is done again', async () => {
    const target = testTarget(testCloud());
    const options = { ...declared, name: 'demo' };
    const planned = await plan(model, target, options);
    expect(planned.steps.map(({ action }) => action)).toEqual([
      'upload',
      'create',
      'verify',
      'record',
    ]);
    await deploy(model, target, { ...options, approvedPlan: planned.hash });
    expect((await plan(model, target, options)).steps).toEqual([]);
    expect(await history('demo', target)).toHaveLength(1);
  });

  test('tells its stages, its steps and its upload in one row of events', async () => {
    const operation = deploy(model, testTarget(testCloud()), { ...declared, name: 'demo' });
    const events = await Array.fromAsync(operation);
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
    const types = new Set(events.map(({ type }) => type));
    for (const type of [
      'stage-start',
      'plan-ready',
      'lease-taken',
      'upload-end',
      'step-end',
    ] as const) {
      expect(types).toContain(type);
    }
  });

  test('that cannot be read rejects, and changes nothing', async () => {
    const cloud = testCloud();
    const operation = deploy(join(model, '..', 'missing.pt'), testTarget(cloud), declared);
    await expect(operation).rejects.toThrow(/missing\.pt/);
    expect(cloud.store.objects.size).toBe(0);
  });

  test('under an invalid name rejects, as everything else does', async () => {
    const operation = deploy(model, testTarget(testCloud()), { ...declared, name: 'Not Valid' });
    expect((await failureOf(operation)).code).toBe('NAME_INVALID');
  });
});
