import { expect, test } from 'vitest';

import { drawBar } from './bar.ts';
import { openChannel } from './channel.ts';
import { countOf, formatBytes, formatDuration } from './quantities.ts';
import { shellWord } from './shell-word.ts';
import { openStatusLine } from './status-line.ts';
import { wantsColour } from './style.ts';
import { chooseSymbols } from './symbols.ts';
import { formatPairs, formatTable } from './table.ts';
import { truncate, widthOf, wrap } from './width.ts';

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.00 kB'],
  [9994, '9.99 kB'],
  [9996, '10.0 kB'],
  [46_827_520, '46.8 MB'],
  [999_499, '999 kB'],
  [999_500, '1.00 MB'],
  [9_663_676_416, '9.66 GB'],
  [1.5e15, '1.50 PB'],
  [2e18, '2000 PB'],
])('%i bytes are %s', (bytes, expected) => {
  expect(formatBytes(bytes)).toBe(expected);
});

test.each([
  [0.4, '0 ms'],
  [999, '999 ms'],
  [1000, '1.0 s'],
  [59_940, '59.9 s'],
  [59_960, '1 min'],
  [61_000, '1 min 1 s'],
  [3_600_000, '1 h'],
  [5_430_000, '1 h 31 min'],
  [90_000_000, '1 d 1 h'],
])('%d ms are %s', (inMs, expected) => {
  expect(formatDuration(inMs)).toBe(expected);
});

test('one is singular', () => {
  expect([countOf(0, 'tensor'), countOf(1, 'tensor'), countOf(1234, 'tensor')]).toEqual([
    '0 tensors',
    '1 tensor',
    '1,234 tensors',
  ]);
});

const blocks = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];

test.each([
  [0, ''],
  [0.0001, '▏'],
  [0.125, '█'],
  [0.5, '████'],
  [0.51, '████▏'],
  [1, '████████'],
  [7, '████████'],
])('a share of %d is a bar of %s', (share, expected) => {
  expect(drawBar({ share, width: 8, blocks })).toBe(expected);
});

test('a bar in ASCII has whole cells alone, and none where there is no room', () => {
  expect(drawBar({ share: 0.26, width: 8, blocks: ['', '#'] })).toBe('##');
  expect(drawBar({ share: 0.01, width: 8, blocks: ['', '#'] })).toBe('#');
  expect(drawBar({ share: 1, width: 0, blocks })).toBe('');
});

test('a table aligns its columns by what is seen, and ends lines without blanks', () => {
  const lines = formatTable({
    columns: [{ title: 'name' }, { title: 'size', align: 'right' }, { title: '' }],
    rows: [
      ['\u001B[1ma\u001B[22m', '1 B', ''],
      ['long-name', '20 kB', 'x'],
    ],
  });
  expect(lines).toEqual([
    'name        size',
    '\u001B[1ma\u001B[22m            1 B',
    'long-name  20 kB  x',
  ]);
});

test('pairs align their values', () => {
  expect(
    formatPairs([
      ['a', '1'],
      ['long', '2'],
      ['b', ''],
    ]),
  ).toEqual(['a     1', 'long  2', 'b']);
});

test('text is wrapped at words, and a word that is too long stays whole', () => {
  expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
  expect(wrap('abcdefghij kl', 5)).toEqual(['abcdefghij', 'kl']);
  expect(wrap('', 5)).toEqual(['']);
});

test('a text that is cut says so, and is not longer than allowed', () => {
  expect(truncate('abcdef', 6)).toBe('abcdef');
  expect(truncate('abcdefg', 6)).toBe('abcde…');
  expect(truncate('abcdefg', 6, '...')).toBe('abc...');
  expect(widthOf('\u001B[31mabc\u001B[39m')).toBe(3);
});

test.each([
  ['plain-name', 'plain-name'],
  ['x=[1]', "'x=[1]'"],
  ["it's", "'it'\\''s'"],
  ['', "''"],
])('%s is the word %s in a shell', (text, expected) => {
  expect(shellWord(text)).toBe(expected);
});

test.each([
  [{ isTerminal: true, environment: {} }, true],
  [{ isTerminal: false, environment: {} }, false],
  [{ isTerminal: true, environment: { NO_COLOR: '1' } }, false],
  [{ isTerminal: true, environment: { NO_COLOR: '' } }, true],
  [{ isTerminal: true, environment: { TERM: 'dumb' } }, false],
  [{ isTerminal: false, environment: { FORCE_COLOR: '1' } }, true],
  [{ isTerminal: true, environment: { FORCE_COLOR: '0' } }, false],
  [{ isTerminal: true, environment: { FORCE_COLOR: '1', NO_COLOR: '1' } }, true],
])('%j is coloured: %s', (given, expected) => {
  expect(wantsColour(given)).toBe(expected);
});

test.each([
  [{}, true],
  [{ LANG: 'en_US.UTF-8' }, true],
  [{ LANG: 'C.utf8' }, true],
  [{ LANG: 'C' }, false],
  [{ LANG: 'en_US.UTF-8', LC_ALL: 'POSIX' }, false],
  [{ LANG: 'C', LC_CTYPE: 'de_DE.UTF-8' }, true],
  [{ LANG: 'en_US.UTF-8', TERM: 'linux' }, false],
])('the locale %j shows Unicode: %s', (environment, expected) => {
  expect(chooseSymbols(environment).done === '✓').toBe(expected);
});

test('a line is as wide as the terminal, 80 where there is none, and never wider than readable', () => {
  const columns = (stream: object): number =>
    openChannel({ stream: { write: () => true, ...stream }, environment: {} }).columns;
  expect(columns({ isTTY: true, columns: 60 })).toBe(60);
  expect(columns({ isTTY: true, columns: 300 })).toBe(120);
  expect(columns({ isTTY: true, columns: 0 })).toBe(80);
  expect(columns({ columns: 300 })).toBe(80);
});

test('a status line is drawn over, and lines that stay come above it', () => {
  const written: string[] = [];
  const stream = { isTTY: true, columns: 20, write: (text: string) => written.push(text) };
  const symbols = { ...chooseSymbols({}), spinner: ['*'] };
  const status = openStatusLine(openChannel({ stream, environment: { NO_COLOR: '1' } }), symbols);
  status.update(() => 'a text that is far too long');
  status.print('a line that stays');
  status.clear();
  const clear = '\r\u001B[K';
  expect(written.join('')).toBe(
    `${clear}* a text that is f…${clear}a line that stays\n${clear}* a text that is f…${clear}`,
  );
});

test('where nobody watches there is no status line', () => {
  const written: string[] = [];
  const stream = { write: (text: string) => written.push(text) };
  const status = openStatusLine(openChannel({ stream, environment: {} }), chooseSymbols({}));
  status.update(() => 'working');
  status.print('done');
  status.clear();
  expect(written).toEqual(['done\n']);
});

test('what would move the cursor does not reach the terminal, colours do', () => {
  const written: string[] = [];
  const stream = { write: (text: string) => written.push(text) };
  const channel = openChannel({ stream, environment: {} });
  channel.line('a\u001B[2J\u001B]0;title\u0007b\r\u009B2Jc\td');
  channel.line('\u001B[1;31mred\u001B[0m');
  expect(written).toEqual([
    'a\uFFFD[2J\uFFFD]0;title\uFFFDb\uFFFD\uFFFD2Jc\td\n',
    '\u001B[1;31mred\u001B[0m\n',
  ]);
});
