import { describe, expect, test } from 'vitest';

import {
  familyUsage,
  regionUsage,
  sizeAnswer,
  specifiedUsages,
  workspaceUsage,
} from '../test-support/ml-answers.ts';
import { specification } from '../test-support/specification.ts';

const spec = specification();

describe.skipIf(spec === undefined)(
  'the answers of our tests, by Microsoft’s specification (skipped without it: AZURE_REST_API_SPECS=…/specification)',
  () => {
    test('on quota are what Azure may answer', () => {
      const value = [
        ...specifiedUsages(),
        familyUsage('standardNCADSA100v4Family', { used: 24, limit: 96 }),
        familyUsage('standardNCADSA100v4Family', { limit: -1, pool: 'lowPriority' }),
        regionUsage('Dedicated', { limit: 200 }),
        workspaceUsage('mine', 'standardNCADSA100v4Family', { limit: 24 }),
      ];
      expect(spec?.problems('ListUsagesResult', { value, nextLink: 'https://next' })).toEqual([]);
    });

    test('on sizes are what Azure may answer', () => {
      const value = [
        sizeAnswer('Standard_NC24ads_A100_v4'),
        sizeAnswer('Standard_F4s_v2', {
          gpus: 0,
          prices: [
            ['Standard', 'Linux', 0.17],
            ['LowPriority', 'Windows', 0.1],
            ['Spot', 'Linux', 0.02],
          ],
        }),
      ];
      expect(spec?.problems('VirtualMachineSizeListResult', { value })).toEqual([]);
    });

    test.each([
      ['ListUsagesResult', { value: [{ ...familyUsage('f'), currentValue: 'many' }] }],
      ['ListUsagesResult', { value: [{ ...familyUsage('f'), invented: 1 }] }],
      ['VirtualMachineSizeListResult', { value: [{ ...sizeAnswer('s'), vCPUs: 1.5 }] }],
      ['VirtualMachineSizeListResult', { value: {} }],
      [
        'VirtualMachineSizeListResult',
        { value: [{ ...sizeAnswer('s'), estimatedVMPrices: { billingCurrency: 'USD' } }] },
      ],
    ])('would not be if they were wrong: %s', (definition, answer) => {
      expect(spec?.problems(definition, answer)).not.toEqual([]);
    });
  },
);
