import { expect, test } from 'vitest';

import { quoteText } from './text-format.ts';

test.each([
  ['plain', '"plain"'],
  ['', '""'],
  ['say "hi"', '"say \\"hi\\""'],
  ['a\\b', '"a\\\\b"'],
  ['line\nbreak', '"line\\012break"'],
  ['ü', '"\\303\\274"'],
  ['\u00011', '"\\0011"'],
])('%j is written as %s', (text, quoted) => {
  expect(quoteText(text)).toBe(quoted);
});
