import { describe, expect, test } from 'vitest';

import { liveEndpoint } from '../test-support/test-spec.ts';
import { apportioned, ourShare, theirShares } from './traffic.ts';

describe('shares of others', () => {
  const endpoint = liveEndpoint({ traffic: { mine: 70, theirs: 30, idle: 0 } });

  test('are those of deployments that are not ours and have some', () => {
    expect(theirShares(endpoint, [{ name: 'mine' }])).toEqual({ theirs: 30 });
    expect(ourShare(endpoint, [{ name: 'mine' }])).toBe(70);
    expect(ourShare(null, [])).toBe(100);
  });

  test.each([
    [{ a: 20 }, { a: 100 }],
    [
      { a: 1, b: 1, c: 1 },
      { a: 33, b: 34, c: 33 },
    ],
    [
      { a: 7, b: 13 },
      { a: 35, b: 65 },
    ],
    [{}, {}],
  ])('%j become everything, in whole per cent: %j', (shares, all) => {
    expect(apportioned(shares, 100)).toEqual(all);
  });
});
