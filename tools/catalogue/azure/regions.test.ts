import { describe, expect, test } from 'vitest';

import { regionPattern, regions } from './regions.ts';

describe('a region', () => {
  test('is there once, as addresses have it', () => {
    expect(new Set(regions).size).toBe(regions.length);
    for (const region of regions) expect(region).toMatch(/^[a-z]+\d?$/);
  });

  test.each(['eastus', 'westus3', 'australiacentral2'])('may be %s', (region) => {
    expect(regionPattern.test(region)).toBe(true);
  });

  test.each([
    ['an edge zone', 'losangeles'],
    ['an edge zone', 'attatlanta1'],
    ['a zone', 'eastus-1'],
    ['a region with something before it', 'xeastus'],
    ['capitals', 'WestUS3'],
    ['nothing', ''],
    ['the world', 'Global'],
  ])('is not %s: %j', (_, region) => {
    expect(regionPattern.test(region)).toBe(false);
  });
});
