import { expect, test } from 'vitest';

import { acceleratorOf } from './accelerator-kinds.ts';
import { packSnapshot, unpackSnapshot } from './packed-snapshot.ts';
import { testRow, testSnapshot } from './test-support/test-snapshot.ts';

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
