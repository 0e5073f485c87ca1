import { expect, test } from 'vitest';
import { isQuotaName } from '../../../packages/aws/src/catalogue/quota-names.ts';
import codes from './quota-codes.json' with { type: 'json' };
import { quotasOf } from './quotas-of.ts';

test('a type has the quotas whose codes are published', () => {
  expect(quotasOf('ml.p4d.24xlarge', codes)).toEqual({
    serving: { name: 'ml.p4d.24xlarge for endpoint usage', code: 'L-09F79647' },
    training: { name: 'ml.p4d.24xlarge for training job usage', code: 'L-09B4A649' },
    'spot-training': { name: 'ml.p4d.24xlarge for spot training job usage', code: 'L-09D56C4F' },
  });
  expect(quotasOf('ml.m5.xlarge', codes)).toEqual({});
});

test('every code is one, and of a quota that limits what is used', () => {
  expect(Object.values(codes).every((code) => /^L-[0-9A-F]{8}$/.test(code))).toBe(true);
  expect(Object.keys(codes).filter((name) => !isQuotaName(name))).toEqual([]);
  expect(new Set(Object.values(codes)).size).toBe(Object.keys(codes).length);
});
