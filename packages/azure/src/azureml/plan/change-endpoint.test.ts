import { describe, expect, test } from 'vitest';

import { liveEndpoint, servingRelease, testSpec } from '../test-support/test-spec.ts';
import { changeEndpoint, mustReplace } from './change-endpoint.ts';

const one = testSpec('one');
const recreating = { ...one, strategy: 'recreate' as const };
const identity = '/subscriptions/s/…/userAssignedIdentities/mine';

describe('a change of an endpoint', () => {
  test('writes what differs, and nothing else', () => {
    const endpoint = liveEndpoint({ tags: { team: 'vision', cost: '1' } });
    const wanted = {
      auth: 'key',
      publicAccess: false,
      tags: { team: 'vision', cost: '2' },
    } as const;
    const [step] = changeEndpoint(one, wanted, endpoint);
    expect(step?.inputs).toEqual({
      properties: { publicNetworkAccess: 'Disabled' },
      tags: { cost: '2' },
    });
    expect(step?.permissions).toEqual([
      'Microsoft.MachineLearningServices/workspaces/onlineEndpoints/read',
      'Microsoft.MachineLearningServices/workspaces/onlineEndpoints/write',
    ]);
  });
});

describe('another identity', () => {
  test('needs another endpoint, which is made where somebody agreed to a gap', () => {
    expect(mustReplace(recreating, { identity }, servingRelease(one))).toBe(true);
  });

  test('is no question for an endpoint that is not there, or is going', () => {
    const native = servingRelease(one);
    expect(mustReplace(one, { identity }, { ...native, endpoint: null })).toBe(false);
    const going = { ...native, endpoint: liveEndpoint({ state: 'Deleting' }) };
    expect(mustReplace(one, { identity }, going)).toBe(false);
  });

  test('is refused where others use the endpoint, also by whoever agrees to a gap', () => {
    const shared = { ...servingRelease(one), others: ['theirs'] };
    expect(() => mustReplace(recreating, { identity }, shared)).toThrow(
      expect.objectContaining({
        hint: expect.stringContaining('theirs on this endpoint') as string,
      }),
    );
  });

  test('says which one it has', () => {
    const endpoint = liveEndpoint({ identities: ['/ids/old'] });
    expect(() => mustReplace(one, { identity }, { ...servingRelease(one), endpoint })).toThrow(
      'has the identity /ids/old, not',
    );
  });
});
