import { expect, test } from 'vitest';

import { acceleratorOf } from './accelerator-of.ts';
import { packSnapshot, unpackSnapshot } from './packed-snapshot.ts';
import { testPrice, testRow, testSnapshot } from './test-support/test-snapshot.ts';

test('a snapshot comes out of its packed form as it went in', () => {
  const snapshot = testSnapshot([
    testRow({ instanceType: 'cpu', regions: [] }),
    testRow({
      instanceType: 'gpu',
      accelerator: acceleratorOf({ kind: 'A100-80GB', count: 8, link: 'nvlink' }),
      localStorageBytes: 8e12,
      interconnectInGbps: 400,
      quotas: { serving: { name: 'gpu for endpoint usage', code: 'L-1' } },
    }),
    testRow({ instanceType: 'other', accelerator: acceleratorOf({ kind: 'T4', count: 1 }) }),
  ]);
  expect(unpackSnapshot(packSnapshot(snapshot))).toEqual(snapshot);
});

test('the packed form has one row per line, and says a list of regions once', () => {
  const regions = ['eu-west-1', 'us-east-1'];
  const rows = ['a', 'b', 'c'].map((instanceType) =>
    testRow({ instanceType, regions, prices: [] }),
  );
  const packed = packSnapshot(testSnapshot(rows));
  expect(packed.split('\n')).toHaveLength(5);
  expect(packed.match(/eu-west-1/g)).toHaveLength(1);
});

test('prices come out sorted, each where it belongs', () => {
  const spot = testPrice({ market: 'spot', usdPerHour: 1, source: 'guess' });
  const dearer = testPrice({ purpose: 'training', usdPerHour: 3 });
  const elsewhere = testPrice({ region: 'eu-west-1', usdPerHour: 4 });
  const rows = [testRow({ prices: [dearer, spot, testPrice(), elsewhere] })];
  const [row] = unpackSnapshot(packSnapshot(testSnapshot(rows))).rows;
  expect(row?.prices).toEqual([elsewhere, testPrice(), spot, dearer]);
});

test('what costs the same for serving and training is written once, and read for both', () => {
  const prices = [
    testPrice({ usdPerHour: 7.5 }),
    testPrice({ purpose: 'training', usdPerHour: 7.5 }),
  ];
  const packed = packSnapshot(testSnapshot([testRow({ prices })]));
  expect(packed.match(/7\.5/g)).toHaveLength(1);
  expect(unpackSnapshot(packed).rows[0]?.prices).toEqual(prices);
});
