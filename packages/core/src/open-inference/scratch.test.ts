import { expect, test } from 'vitest';
import { createScratch } from './scratch.ts';

test('memory is taken again as long as it is large enough', () => {
  const scratch = createScratch();
  const first = scratch.take(100);
  expect(first.length).toBeGreaterThanOrEqual(100);
  expect(scratch.take(50)).toBe(first);
  const larger = scratch.take(101);
  expect(larger).not.toBe(first);
  expect(scratch.take(100)).toBe(larger);
});

test('very large memory is not kept', () => {
  const scratch = createScratch();
  const huge = scratch.take(9 * 1024 * 1024);
  expect(scratch.take(10)).not.toBe(huge);
});
