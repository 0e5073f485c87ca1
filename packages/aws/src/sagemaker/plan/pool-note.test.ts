import type { Fact } from '@torchrelay/core/target';
import { describe, expect, test } from 'vitest';

import { liveDeployment, testOffer, testSpec } from '../test-support/test-spec.ts';
import { poolNote } from './pool-note.ts';

const known = (value: number): Fact<number> => ({
  known: true,
  value,
  source: 'made up',
  asOf: '2026-01-01',
});
const priced = { ...testOffer(), usdPerHour: known(1.5), quotaLeft: known(2) };
const pooled = testSpec('one', {
  offer: priced,
  ladder: [testOffer('ml.g6.xlarge'), testOffer('ml.c5.large', false)],
});

describe('of an instance pool the plan says', () => {
  test('each type that SageMaker may take, at what price and within which quota', () => {
    expect(poolNote(pooled, undefined)).toEqual([
      {
        code: 'INSTANCE_POOL',
        message:
          'SageMaker takes the first of these types that it has, for each instance anew: ml.g5.xlarge, $1.50 per hour, 2 left of its quota; ml.g6.xlarge, price unknown, quota unknown.',
      },
    ]);
  });

  test('the same where another release goes to a pool, and nothing where it serves already', () => {
    expect(
      poolNote({ ...testSpec('two'), ladder: pooled.ladder ?? [] }, liveDeployment(pooled)),
    ).toHaveLength(1);
    expect(poolNote(pooled, liveDeployment(pooled))).toEqual([]);
  });

  test('nothing where there is one type, and nothing of what is removed', () => {
    expect(poolNote(testSpec(), undefined)).toEqual([]);
    expect(poolNote({ ...pooled, ladder: [testOffer('ml.c5.large', false)] }, undefined)).toEqual(
      [],
    );
    expect(poolNote(undefined, liveDeployment(pooled))).toEqual([]);
  });
});
