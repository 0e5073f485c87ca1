import { expect, test } from 'vitest';

import { sizeNamed } from './size-named.ts';

test('a size is found whatever the capitals, in a list or in none', () => {
  const size = { name: 'STANDARD_NC24ADS_A100_V4' };
  expect(sizeNamed([size], 'Standard_NC24ads_A100_v4')).toBe(size);
  expect(sizeNamed([size], 'Standard_NC24ads')).toBeUndefined();
  expect(sizeNamed(undefined, 'Standard_NC24ads_A100_v4')).toBeUndefined();
});
