import { expect, test } from 'vitest';
import { drawTerminal } from './draw-terminal.ts';
import { screenLines } from './screen-lines.ts';

const green = (text: string): string => `\u001B[32m${text}\u001B[39m`;

test('a screen has what was drawn last in each line, with its style and its columns', () => {
  const raw = `\r\u001B[K- waiting\r\u001B[K${green('✓')} done  \u001B[2m3 ms\u001B[22m\r\nnext\r\n`;
  expect(screenLines(raw, 80)).toEqual([
    [
      { text: '✓', column: 0, style: ['green'] },
      { text: ' done  ', column: 1, style: [] },
      { text: '3 ms', column: 8, style: ['dim'] },
    ],
    [{ text: 'next', column: 0, style: [] }],
  ]);
});

test('a longer line goes on below, in the style that it has', () => {
  expect(screenLines(`ab${green('cdef')}g`, 4)).toEqual([
    [
      { text: 'ab', column: 0, style: [] },
      { text: 'cd', column: 2, style: ['green'] },
    ],
    [
      { text: 'ef', column: 0, style: ['green'] },
      { text: 'g', column: 2, style: [] },
    ],
  ]);
});

test('a picture holds the text, escaped, at its columns, and loads nothing', () => {
  const picture = drawTerminal({
    command: 'torchrelay list',
    lines: screenLines(`  a <b> & ${green('"c"')}`, 80),
  });
  expect(picture).toContain('aria-label="torchrelay list"');
  expect(picture).toContain('class="bold">$ torchrelay list</text>');
  expect(picture).toMatch(/<text x="32.8" y="[\d.]+" textLength="58.8">a &lt;b> &amp;<\/text>/);
  expect(picture).toMatch(
    /<text x="100" y="[\d.]+" textLength="25.2" class="green">&quot;c&quot;</,
  );
  expect(picture).not.toMatch(/href|url\(|<image|<script/);
});
