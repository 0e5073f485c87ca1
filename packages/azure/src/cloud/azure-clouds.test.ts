import { describe, expect, test } from 'vitest';

import { azureCloud, azureClouds } from './azure-clouds.ts';

describe('a cloud', () => {
  test('is Azure’s public one unless another is named', () => {
    expect(azureCloud()).toBe(azureClouds.AzureCloud);
    expect(azureCloud('azureusgovernment')).toBe(azureClouds.AzureUSGovernment);
  });

  test('may be one of the user’s own', () => {
    const own = { ...azureClouds.AzureCloud, name: 'ours', resourceManager: 'https://arm.example' };
    expect(azureCloud(own)).toBe(own);
  });

  test('that nobody knows is refused with the names there are', () => {
    expect(() => azureCloud('AzureGermanCloud')).toThrow(
      expect.objectContaining({
        code: 'AZURE_CLOUD_UNKNOWN',
        hint: expect.stringContaining('AzureChinaCloud') as string,
      }),
    );
  });

  test('asks its own resource manager for tokens, and no endpoint ends with a slash', () => {
    for (const [key, cloud] of Object.entries(azureClouds)) {
      const { name, resourceManager, resourceManagerScope, authorityHost, retailPrices } = cloud;
      expect(name).toBe(key);
      expect(resourceManagerScope).toBe(`${resourceManager}/.default`);
      for (const url of [resourceManager, authorityHost, retailPrices ?? 'https://none']) {
        expect(url).toMatch(/^https:\/\/[a-z.]+$/);
      }
    }
  });
});
