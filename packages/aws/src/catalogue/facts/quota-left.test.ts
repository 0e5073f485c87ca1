import { expect, test } from 'vitest';
import { quotaLeft, type QuotaLeftRequest } from './quota-left.ts';

const asOf = '2026-11-02T00:00:00Z';
const quotaName = 'ml.p4d.24xlarge for endpoint usage';
const table = (instances: number): { value: Record<string, number>; asOf: string } => ({
  value: { [quotaName]: instances },
  asOf,
});

const left = (request: Partial<QuotaLeftRequest>): ReturnType<typeof quotaLeft> =>
  quotaLeft({ quotaName, wanted: 1, limits: undefined, inUse: undefined, own: 0, ...request });

test.each([
  ['nothing runs', 4, 0, 0, 4],
  ['others use some', 4, 3, 0, 1],
  ['this deployment uses all: it may use them again', 1, 1, 1, 1],
  ['this deployment and others use all', 4, 4, 1, 1],
  ['others use more than the limit, which was lowered', 1, 3, 0, 0],
  ['this deployment is said to use more than runs', 2, 1, 5, 2],
  ['the account has none', 0, 0, 0, 0],
])('when %s', (_, limit, used, own, value) => {
  expect(left({ limits: table(limit), inUse: table(used), own })).toEqual({
    known: true,
    value,
    source: `Service Quotas, "${quotaName}"`,
    asOf,
  });
});

test('what does not run is not in use', () => {
  expect(left({ limits: table(2), inUse: { value: {}, asOf } })).toMatchObject({ value: 2 });
});

test('where use was not counted, a limit is known to be too low, and not known to be enough', () => {
  expect(left({ limits: table(0) })).toMatchObject({ known: true, value: 0 });
  expect(left({ limits: table(1), wanted: 2 })).toMatchObject({ known: true, value: 1 });
  expect(left({ limits: table(2), wanted: 2 })).toEqual({
    known: false,
    reason: 'the limit is 2; how many are in use was not counted',
  });
});

test('unknown limits stay unknown', () => {
  expect(left({})).toEqual({ known: false, reason: 'Service Quotas was not asked' });
  expect(left({ limits: { value: {}, asOf }, inUse: table(0) })).toEqual({
    known: false,
    reason: `there is no quota "${quotaName}"`,
  });
});
