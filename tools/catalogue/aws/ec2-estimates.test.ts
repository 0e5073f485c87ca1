import { expect, test } from 'vitest';
import { ec2Estimates } from './ec2-estimates.ts';
import type { PriceSource } from './price-source.ts';

const estimates = (usdPerHour: Record<string, number>): readonly PriceSource[] =>
  ec2Estimates({ key: 'ec2', region: 'us-east-1', asOf: '2026-07-28', text: 'EC2', usdPerHour });

test('each markup is a source, called an estimate, that names the factor', () => {
  expect(estimates({ 'p4d.24xlarge': 21.957642, 'p5.48xlarge': 55.04 })).toEqual([
    {
      key: 'ec2-x1.15',
      kind: 'estimate',
      text: 'EC2, times 1.15',
      asOf: '2026-07-28',
      region: 'us-east-1',
      purposes: ['serving', 'training'],
      usdPerHour: { 'ml.p4d.24xlarge': 25.2513, 'ml.p5.48xlarge': 63.296 },
    },
  ]);
});

test.each([
  ['g5.xlarge', 1.006, 1.4084],
  ['g5.2xlarge', 1.212, 1.515],
  ['g7e.48xlarge', 33.14432, 41.4304],
  ['g4dn.xlarge', 0.526, 0.7364],
])('%s at %d becomes %d', (type, usd, expected) => {
  expect(estimates({ [type]: usd })[0]?.usdPerHour).toEqual({ [`ml.${type}`]: expected });
});

test.each(['m5.xlarge', 'c7i.large', 'p5.4xlarge', 'p6-b300.48xlarge'])(
  '%s has no known markup, or no price in SageMaker: no estimate',
  (type) => {
    expect(estimates({ [type]: 1 })).toEqual([]);
  },
);
