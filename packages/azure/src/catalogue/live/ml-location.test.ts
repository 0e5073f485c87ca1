import { describe, expect, test } from 'vitest';

import { azureClouds } from '../../cloud/azure-clouds.ts';
import { mlLocation } from './ml-location.ts';

const place = { cloud: azureClouds.AzureCloud, subscriptionId: 'sub', region: 'eastus' };

describe('where Azure Machine Learning keeps its lists', () => {
  test('is below the subscription and the region, in one version', () => {
    expect(mlLocation(place, 'usages')).toEqual({
      url: 'https://management.azure.com/subscriptions/sub/providers/Microsoft.MachineLearningServices/locations/eastus/usages?api-version=2024-04-01',
      reading: {
        what: 'the quota of Azure Machine Learning in eastus',
        permission: 'Microsoft.MachineLearningServices/locations/usages/read',
      },
    });
  });

  test('is another server in another cloud', () => {
    for (const cloud of Object.values(azureClouds)) {
      const { url } = mlLocation({ ...place, cloud }, 'vmSizes');
      expect(url.startsWith(`${cloud.resourceManager}/subscriptions/sub/`)).toBe(true);
    }
  });

  test('cannot be left by what a name holds', () => {
    const { url } = mlLocation({ ...place, subscriptionId: '../../x?y', region: 'a/b' }, 'usages');
    expect(new URL(url).pathname).toBe(
      '/subscriptions/..%2F..%2Fx%3Fy/providers/Microsoft.MachineLearningServices/locations/a%2Fb/usages',
    );
  });
});
