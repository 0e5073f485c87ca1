import { expect, test } from 'vitest';
import { regionPattern } from './regions.ts';

test.each([
  'us-east-1',
  'us-west-2',
  'eu-central-2',
  'eu-north-1',
  'ap-southeast-7',
  'ap-northeast-3',
  'il-central-1',
  'mx-central-1',
  'us-gov-west-1',
  'us-iso-east-1',
  'us-isob-east-1',
  'cn-northwest-1',
])('%s is a region', (name) => {
  expect(name).toMatch(regionPattern);
});

test.each([
  '',
  'us-east-1a',
  'use1-az1',
  'use1-atl2-az1',
  'us-east-1-atl-2a',
  'us-east-1-wl1-bos-wlz-1',
  'us-west-2-lax-1',
  'US East (N. Virginia)',
  'eastus',
])('"%s" is none', (name) => {
  expect(name).not.toMatch(regionPattern);
});
