import { expect, test } from 'vitest';

import { familyKey } from './family-name.ts';

test.each([
  [
    'standard NDAMSv4_A100Family',
    'standardNDAMSv4_A100Family',
    'Standard NDAMSv4_A100 Family Cluster Dedicated vCPUs',
  ],
  [
    'StandardNCADSA100v4Family',
    'standardNCADSA100v4Family',
    'Standard_NCADSA100v4_Family_Cluster_LowPriority_vCPUs',
  ],
  ['Standard NCASv3_T4 Family', 'standard NCASv3_T4 Family', 'standardncasv3_t4family'],
  ['StandardNCadsH100v5Family', 'standardNCADSH100v5Family', 'standardNCADSH100v5Family '],
])('%s, %s and %s are one family', (...spellings) => {
  expect(new Set(spellings.map(familyKey)).size).toBe(1);
});

test('the H100 family is one, though Compute and Azure Machine Learning name it differently', () => {
  expect(familyKey('standardNDSH100v5Family')).toBe(familyKey('standardNDv5H100Family'));
});

test('families that differ in a letter stay apart', () => {
  const keys = [
    'standard NDASv4_A100 Family',
    'standard NDAMSv4_A100Family',
    'standardDSv2Family',
    'standardDv2Family',
    'standardNCADSA100v4Family',
    'standardNCADSH100v5Family',
  ].map(familyKey);
  expect(new Set(keys).size).toBe(keys.length);
});
