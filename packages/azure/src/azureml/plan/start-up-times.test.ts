import { expect, test } from 'vitest';

import { startUpSeconds } from './start-up-times.ts';

const entry = (size: number): { path: string; size: number; sha256: string } => ({
  path: 'model/1/model.pt',
  size,
  sha256: '',
});

test.each([
  [0, 300],
  [1e9, 310],
  [26e9, 560],
  [1e15, 3600],
])('a package of %d bytes may take %d seconds to load', (size, seconds) => {
  expect(startUpSeconds([entry(size)])).toBe(seconds);
});
