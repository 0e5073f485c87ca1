import { describe, expect, test } from 'vitest';

import { azureCloud, azureClouds } from '../../../cloud/azure-clouds.ts';
import { serviceAddress } from './service-address.ts';

const cloud = azureCloud();

describe('the token goes', () => {
  test.each([
    'https://eastus.api.azureml.ms',
    'https://eastus.api.azureml.ms/discovery',
    'https://0123.workspace.eastus.api.azureml.ms/discovery',
  ])('to %s', (address) => {
    expect(serviceAddress(address, cloud)).toBe(address);
    expect(serviceAddress(`${address}/`, cloud)).toBe(address);
  });

  test.each([
    'http://eastus.api.azureml.ms',
    'https://api.azureml.ms.evil.example',
    'https://evilapi.azureml.ms',
    'https://eastus.api.azureml.ms@evil.example/',
    'https://eastus.api.ml.azure.us',
    '',
  ])('not to "%s"', (address) => {
    expect(() => serviceAddress(address, cloud)).toThrow('no service of Azure ML in this cloud');
  });

  test('in a cloud of one’s own to the resource manager’s host alone', () => {
    const { machineLearningSuffix: _, ...own } = cloud;
    const mine = { ...own, resourceManager: 'https://arm.mine.example' };
    expect(serviceAddress('https://arm.mine.example/discovery', mine)).toContain('/discovery');
    expect(() => serviceAddress('https://eastus.api.azureml.ms', mine)).toThrow(
      'no service of Azure ML in this cloud',
    );
  });

  test.each(Object.values(azureClouds))('to a service of $name', (known) => {
    const address = `https://region.${known.machineLearningSuffix}`;
    expect(serviceAddress(address, known)).toBe(address);
  });
});
