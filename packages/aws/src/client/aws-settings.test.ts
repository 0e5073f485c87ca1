import { expect, test } from 'vitest';

import { type AwsSettings, clientSettings, partitionOf } from './aws-settings.ts';

const regionOf = (settings: AwsSettings): string | undefined => clientSettings(settings).region;

test('the region is what is passed, then AWS_REGION, then AWS_DEFAULT_REGION', () => {
  const environment = { AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-2' };
  expect(regionOf({ region: 'eu-central-1', environment })).toBe('eu-central-1');
  expect(regionOf({ environment })).toBe('eu-west-1');
  expect(regionOf({ environment: { AWS_DEFAULT_REGION: 'eu-west-2' } })).toBe('eu-west-2');
});

test('a region that is nowhere is left to the profile', () => {
  expect(clientSettings({ environment: {} })).not.toHaveProperty('region');
  expect(clientSettings({ environment: { AWS_REGION: '' } })).not.toHaveProperty('region');
});

test('nothing that was not said overrides what the SDK finds', () => {
  expect(Object.keys(clientSettings({ environment: {} }))).toEqual(['requestHandler']);
});

test('a line that is silent is given up', () => {
  const { requestHandler } = clientSettings({});
  expect(requestHandler.connectionTimeout).toBeGreaterThan(0);
  expect(requestHandler.socketTimeout).toBeGreaterThan(requestHandler.connectionTimeout);
});

test('whoever knows their line says when it is dead', () => {
  expect(clientSettings({ timeoutInMs: 900 }).requestHandler.socketTimeout).toBe(900);
});

test.each([
  ['us-east-1', 'aws'],
  ['eu-central-2', 'aws'],
  ['cn-northwest-1', 'aws-cn'],
  ['us-gov-west-1', 'aws-us-gov'],
])('%s is in %s', (region, partition) => {
  expect(partitionOf(region)).toBe(partition);
});
