import { expect, test } from 'vitest';
import { isQuotaName, quotaNameOf, quotaUseOf } from './quota-names.ts';

test.each([
  ['serving', 'ml.p4d.24xlarge for endpoint usage'],
  ['training', 'ml.p4d.24xlarge for training job usage'],
  ['spot-training', 'ml.p4d.24xlarge for spot training job usage'],
] as const)('the quota of %s is "%s"', (use, name) => {
  expect(quotaNameOf('ml.p4d.24xlarge', use)).toBe(name);
  expect(isQuotaName(name)).toBe(true);
});

test.each([
  'ml.p4d.24xlarge for transform job usage',
  'ml.p4d.24xlarge for training warm pool usage',
  'ml.p4d.24xlarge for notebook instance usage',
  'Number of instances across all training jobs',
  'Studio JupyterLab Apps running on ml.p4d.24xlarge instance',
])('"%s" limits something else', (name) => {
  expect(isQuotaName(name)).toBe(false);
});

test('spot is a matter of training alone', () => {
  expect(quotaUseOf({ purpose: 'serving', spot: true })).toBe('serving');
  expect(quotaUseOf({ purpose: 'training', spot: true })).toBe('spot-training');
  expect(quotaUseOf({ purpose: 'training' })).toBe('training');
});
