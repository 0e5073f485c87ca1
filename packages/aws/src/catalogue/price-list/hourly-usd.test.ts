import { expect, test } from 'vitest';
import { hourlyUsd } from './hourly-usd.ts';
import type { PriceListTerm } from './item.ts';

const dimension = { unit: 'Hrs', pricePerUnit: { USD: '25.2512860000' } };

const term = (...dimensions: object[]): PriceListTerm => ({
  priceDimensions: Object.fromEntries(dimensions.map((one, n) => [`rate-${n}`, one])),
});

test('a price is read with all its digits', () => {
  expect(hourlyUsd({ onDemand: [term(dimension)] })).toBe(25.251286);
});

test.each(['Hrs', 'hrs', 'Hour', 'Hours', 'hr'])('an hour may be written %s', (unit) => {
  expect(hourlyUsd({ onDemand: [term({ ...dimension, unit })] })).toBe(25.251286);
});

test.each([
  ['nothing', []],
  ['a term without prices', [term()]],
  ['$0: sold as a capacity block', [term({ ...dimension, pricePerUnit: { USD: '0.0000000000' } })]],
  ['another currency', [term({ ...dimension, pricePerUnit: { CNY: '180.0' } })]],
  ['a price that is no number', [term({ ...dimension, pricePerUnit: { USD: 'NaN' } })]],
  ['a negative price', [term({ ...dimension, pricePerUnit: { USD: '-1' } })]],
  ['a price by quantity', [term({ ...dimension, unit: 'Quantity' })]],
  ['a price without a unit', [term({ pricePerUnit: { USD: '1' } })]],
  ['steps', [term(dimension, dimension)]],
  ['two terms', [term(dimension), term(dimension)]],
  ['a year at once', [term({ ...dimension, pricePerUnit: { USD: '192000' } })]],
] as const)('no price is made of %s', (_, onDemand) => {
  expect(hourlyUsd({ onDemand })).toBeUndefined();
});
