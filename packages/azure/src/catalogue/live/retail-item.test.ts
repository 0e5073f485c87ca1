import { describe, expect, test } from 'vitest';

import { retailRow } from '../test-support/retail-row.ts';
import { readRetailItem } from './retail-item.ts';

const now = Date.parse('2026-11-01T00:00:00Z');

const read = (row: Readonly<Record<string, unknown>>): ReturnType<typeof readRetailItem> =>
  readRetailItem(retailRow(row), { now });

describe('a row of the price list', () => {
  test('is the price on demand of a Linux machine', () => {
    expect(read({})).toEqual({
      price: {
        size: 'Standard_NC24ads_A100_v4',
        region: 'eastus',
        market: 'on-demand',
        usdPerHour: 3.673,
        since: Date.parse('2024-04-01T00:00:00Z'),
      },
    });
  });

  test('is a spot price where the meter or the SKU says so', () => {
    for (const key of ['meterName', 'skuName']) {
      const row = read({ [key]: 'NC24ads A100 v4 Spot', retailPrice: 0.7 });
      expect(row).toMatchObject({ price: { market: 'spot', usdPerHour: 0.7 } });
    }
  });

  test('keeps the region that it is for, however it is written', () => {
    expect(read({ armRegionName: 'WestUS3' })).toMatchObject({ price: { region: 'westus3' } });
  });

  test.each([
    ['Windows', 'Windows', { productName: 'Virtual Machines NCads A100 v4 Series Windows' }],
    ['low priority', 'low priority', { meterName: 'NC24ads A100 v4 Low Priority' }],
    [
      'low priority under a product that says Windows',
      'Windows',
      { productName: 'Virtual Machines ND Series Windows', skuName: 'ND96isrH100v5 Low Priority' },
    ],
    ['Cloud Services', 'Cloud Services', { productName: 'Dv3 Series Cloud Services' }],
    ['CloudServices', 'Cloud Services', { productName: 'Dv3 Series CloudServices' }],
    ['a dedicated host', 'a dedicated host', { productName: 'Dedicated Host Reservation' }],
    ['a reservation', 'not by consumption', { type: 'Reservation', reservationTerm: '3 Years' }],
    [
      'a reserved price that calls itself consumption',
      'not by consumption',
      { reservationTerm: '1 Year' },
    ],
    ['DevTest', 'not by consumption', { type: 'DevTestConsumption' }],
    ['a price of zero', 'no price', { retailPrice: 0.0, unitPrice: 0.0 }],
    ['a negative price', 'no price', { retailPrice: -1 }],
    ['no number', 'no price', { retailPrice: 'NaN' }],
    ['no size', 'no size or region', { armSkuName: '' }],
    ['no region', 'no size or region', { armRegionName: '' }],
    ['a price for more than so many hours', 'for many hours', { tierMinimumUnits: 100 }],
    ['a price per month', 'not by the hour', { unitOfMeasure: '1/Month' }],
    ['euros', 'not in US dollars', { currencyCode: 'EUR' }],
    ['a price of tomorrow', 'not yet', { effectiveStartDate: '2026-12-01T00:00:00Z' }],
    ['no date', 'no date', { effectiveStartDate: undefined }],
    ['an expired meter', 'expired', { meterName: 'NC24ads A100 v4 - Expired' }],
  ])('with %s is dropped: %s', (_, reason, row) => {
    expect(read(row)).toEqual({ dropped: reason });
  });

  test('is not taken for Windows because of a name that only begins alike', () => {
    expect(read({ productName: 'Virtual Machines Winter Series' })).toHaveProperty('price');
  });
});
