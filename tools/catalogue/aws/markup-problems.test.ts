import { expect, test } from 'vitest';
import { markupProblems } from './markup-problems.ts';
import type { PriceSource } from './price-source.ts';

const ec2 = [{ instanceType: 'p4d.24xlarge', region: 'us-east-1', usdPerHour: 21.957642 }];

const source = (usd: number, changes: Partial<PriceSource> = {}): PriceSource => ({
  key: 'serving-us-east-1',
  kind: 'published',
  text: 'a list',
  asOf: '2026-09-01',
  region: 'us-east-1',
  purposes: ['serving'],
  usdPerHour: { 'ml.p4d.24xlarge': usd },
  ...changes,
});

test.each([21.957642, 25.251286, 30.74, 32.9])('%d fits what EC2 charges', (usd) => {
  expect(markupProblems([source(usd)], ec2)).toEqual([]);
});

test.each([
  ['an old price', 37.688],
  ['the price of something else', 3.83],
  ['a price of a minute', 0.42],
])('%s does not', (_, usd) => {
  expect(markupProblems([source(usd)], ec2)).toEqual([
    `ml.p4d.24xlarge costs ${usd} (serving-us-east-1), and 21.957642 at EC2 in us-east-1`,
  ]);
});

test('what EC2 does not sell there is not compared', () => {
  expect(markupProblems([source(99, { region: 'eu-west-1' })], ec2)).toEqual([]);
  expect(markupProblems([source(1, { usdPerHour: { 'ml.x': 1 } })], ec2)).toEqual([]);
});
