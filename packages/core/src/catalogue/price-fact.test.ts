import { expect, test } from 'vitest';
import { priceFact } from './price-fact.ts';
import { testPrice, testRow, testSnapshot } from './test-support/test-snapshot.ts';

const row = testRow({
  prices: [testPrice(), testPrice({ purpose: 'training', source: 'guess', usdPerHour: 2.3 })],
});

const fact = (place: Partial<Parameters<typeof priceFact>[0]> = {}): ReturnType<typeof priceFact> =>
  priceFact({
    snapshot: testSnapshot(),
    row,
    region: 'us-east-1',
    purpose: 'serving',
    market: 'on-demand',
    ...place,
  });

test('a price says where it is from, and when it was true', () => {
  expect(fact()).toEqual({
    known: true,
    value: 2,
    source: 'the price list',
    asOf: '2026-10-01',
  });
});

test('an estimate is called one', () => {
  expect(fact({ purpose: 'training' })).toMatchObject({
    value: 2.3,
    source: 'estimate: another price x 1.15',
  });
});

test.each([
  [{ region: 'eu-west-1' }, 'no on-demand price of m5.large in eu-west-1 for serving'],
  [{ market: 'spot' }, 'no spot price of m5.large in us-east-1 for serving'],
  [{ purpose: 'training', market: 'spot' }, 'no spot price of m5.large in us-east-1 for training'],
] as const)('a price is not borrowed for %o', (place, reason) => {
  expect(fact(place)).toEqual({
    known: false,
    reason: `${reason} in the snapshot of 2026-11-01`,
  });
});
