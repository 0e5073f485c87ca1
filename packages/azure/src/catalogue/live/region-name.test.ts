import { expect, test } from 'vitest';

import { regionName } from './region-name.ts';

test.each(['westus3', 'WestUS3', 'West US 3', 'westus 3'])('%s is one region', (spelling) => {
  expect(regionName(spelling)).toBe('westus3');
});
