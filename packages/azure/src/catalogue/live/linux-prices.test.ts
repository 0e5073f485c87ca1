import { describe, expect, test } from 'vitest';

import { linuxPrices } from './linux-prices.ts';
import type { RetailPrice } from './retail-item.ts';

const price = (one: Partial<RetailPrice>): RetailPrice => ({
  size: 'Standard_NC24ads_A100_v4',
  region: 'eastus',
  market: 'on-demand',
  usdPerHour: 3.673,
  since: 1,
  ...one,
});

const key = 'standard_nc24ads_a100_v4';

describe('the prices of a size', () => {
  test('are found under its name, whatever its capitals', () => {
    const prices = linuxPrices([
      price({ size: 'STANDARD_NC24ADS_A100_V4' }),
      price({ market: 'spot', usdPerHour: 0.4 }),
    ]);
    expect(prices).toEqual({ [key]: { onDemand: 3.673, spot: 0.4 } });
  });

  test('are the latest', () => {
    const rows = [price({ since: 2, usdPerHour: 4 }), price({ since: 1 })];
    expect(linuxPrices(rows)[key]).toEqual({ onDemand: 4 });
    expect(linuxPrices(rows.toReversed())[key]).toEqual({ onDemand: 4 });
  });

  test('are there once, though the list has the same price under two meters', () => {
    expect(linuxPrices([price({}), price({})])[key]).toEqual({ onDemand: 3.673 });
  });

  test('are not known where two of the same day differ', () => {
    expect(linuxPrices([price({}), price({ usdPerHour: 4 })])[key]).toEqual({});
  });

  test('leave out a spot price that saves nothing: it is a copy', () => {
    const copies = [price({ usdPerHour: 98.32 }), price({ market: 'spot', usdPerHour: 98.32 })];
    expect(linuxPrices(copies)[key]).toEqual({ onDemand: 98.32 });
  });

  test('may be of spot alone', () => {
    expect(linuxPrices([price({ market: 'spot' })])[key]).toEqual({ spot: 3.673 });
  });
});
