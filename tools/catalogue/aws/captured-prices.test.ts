import { describe, expect, test } from 'vitest';
import captures from './captured-prices.json' with { type: 'json' };
import { type CapturedPrices, capturedSources } from './captured-prices.ts';

const capture = (changes: Partial<CapturedPrices>): CapturedPrices => ({
  key: 'k',
  service: 'AmazonSageMaker',
  region: 'us-east-1',
  asOf: '2026-09-01',
  text: 'a list',
  usdPerHour: { 'ml.a': 1 },
  ...changes,
});

test.each([
  ['Hosting', 'published', ['serving']],
  ['Training', 'published', ['training']],
  ['Studio-JupyterLab', 'estimate', ['serving', 'training']],
])('%s is %s for %j', (component, kind, purposes) => {
  expect(capturedSources([capture({ component })])).toEqual([
    {
      key: 'k',
      region: 'us-east-1',
      asOf: '2026-09-01',
      text: 'a list',
      usdPerHour: { 'ml.a': 1 },
      kind,
      purposes,
    },
  ]);
});

test('the component itself comes before another, and both before EC2', () => {
  const keys = capturedSources([
    capture({ key: 'ec2', service: 'AmazonEC2', usdPerHour: { 'p4d.24xlarge': 20 } }),
    capture({ key: 'studio', component: 'Studio-JupyterLab' }),
    capture({ key: 'hosting', component: 'Hosting' }),
  ]).map(({ key }) => key);
  expect(keys).toEqual(['hosting', 'studio', 'ec2-x1.15']);
});

describe('what was written down', () => {
  const sources = capturedSources(captures as readonly CapturedPrices[]);

  test('is an estimate unless it is the very component', () => {
    const published = sources.filter(({ kind }) => kind === 'published');
    expect(published.map(({ text }) => text)).toEqual(['AWS Price List, SageMaker Hosting']);
  });

  test('has p4d at what EC2 and Studio agree on', () => {
    const prices = sources.map(({ usdPerHour }) => usdPerHour['ml.p4d.24xlarge']);
    expect(prices.filter((usd) => usd !== undefined)).toEqual([25.251286, 25.2513]);
  });
});
