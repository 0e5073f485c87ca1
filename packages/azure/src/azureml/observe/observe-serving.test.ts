import { describe, expect, test } from 'vitest';

import { deploymentNameOf } from '../names.ts';
import {
  liveDeployment,
  liveEndpoint,
  liveModel,
  observed,
  servingRelease,
  testSpec,
} from '../test-support/test-spec.ts';

const [one, two] = [testSpec('one'), testSpec('two')];

describe('the state of a name', () => {
  test('is ready where a release has traffic', () => {
    expect(observed(servingRelease(one))).toMatchObject({
      state: 'ready',
      serving: { specDigest: one.digest, offerId: one.offer.id, instances: 1 },
      address: { authMode: 'Key', scoringUri: 'https://demo.eastus.inference.ml.azure.com/score' },
    });
  });

  test('is updating while another release is made beside it', () => {
    const native = servingRelease(one);
    const creating = liveDeployment(two, { state: 'Creating' });
    const { state, serving } = observed({
      ...native,
      deployments: [...native.deployments, creating],
    });
    expect({ state, serves: serving?.specDigest }).toEqual({
      state: 'updating',
      serves: one.digest,
    });
  });

  test.each([
    ['creating', liveEndpoint({ state: 'Creating' }), []],
    ['creating', liveEndpoint(), [liveDeployment(one, { state: 'Creating' })]],
    ['failed', liveEndpoint(), [liveDeployment(one, { state: 'Failed' })]],
    ['failed', liveEndpoint({ state: 'Failed' }), []],
    ['deleting', liveEndpoint({ state: 'Deleting', traffic: {} }), [liveDeployment(one)]],
    ['leftovers', liveEndpoint(), []],
    ['leftovers', null, []],
  ])('is %s, and nothing serves', (state, endpoint, deployments) => {
    const found = observed({ endpoint, deployments, models: [liveModel(one)] });
    expect(found.state).toBe(state);
    expect(found.serving).toBeUndefined();
  });

  test('that failed says what has', () => {
    const broken = liveDeployment(one, { state: 'Failed' });
    const native = { endpoint: liveEndpoint(), deployments: [broken], models: [] };
    expect(observed(native).detail).toBe(`deployment ${broken.name}: Failed`);
  });

  test('of two releases with traffic is that of the larger share', () => {
    const traffic = { [deploymentNameOf(one)]: 30, [deploymentNameOf(two)]: 70 };
    const native = {
      endpoint: liveEndpoint({ traffic }),
      deployments: [liveDeployment(one), liveDeployment(two)],
      models: [],
    };
    expect(observed(native).serving?.specDigest).toBe(two.digest);
  });
});
