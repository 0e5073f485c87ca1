import { expect, test } from 'vitest';

import type { RunHistory } from '../history/run-history.ts';
import { type ReadSoFar, readNewLines } from './growing-file.ts';

const file = { path: 'user_logs/std_log.txt', source: 'node-0', address: 'https://a.example/log' };

/** Reads texts that a file has one after another, as whoever follows it. */
async function follow(...texts: readonly string[]): Promise<readonly (readonly string[])[]> {
  const seen: (readonly string[])[] = [];
  let before: ReadSoFar | undefined;
  for (const [index, text] of texts.entries()) {
    const history: RunHistory = {
      details: async () => undefined,
      read: async (_, from) => Buffer.from(text, 'latin1').subarray(from),
    };
    const isOver = index === texts.length - 1;
    const { lines, after } = await readNewLines({ history, file, before, isOver, call: {} });
    seen.push(lines);
    before = after;
  }
  return seen;
}

test('lines are told when they are whole, and the last one when nothing follows', async () => {
  expect(await follow('', 'a\nb', 'a\nbc\n', 'a\nbc\n', 'a\nbc\nd\r\n', 'a\nbc\nd\r\ne')).toEqual([
    [],
    ['a'],
    ['bc'],
    [],
    ['d'],
    ['e'],
  ]);
});

test('half a letter waits for its other half', async () => {
  const half = '\u00C3';
  const other = '\u00A9';
  expect(await follow(`a\ncaf${half}`, `a\ncaf${half}${other}\n`)).toEqual([['a'], ['café']]);
});

test.each([
  ['shorter', 'begins at 0\nstep 1\n', 'x\n', ['x']],
  ['as long', 'begins at 0\nstep 1\n', 'begins at 1\nstep 2\n', ['begins at 1', 'step 2']],
  ['longer', 'begins at 0\n', 'begins at 12\nstep 13\n', ['begins at 12', 'step 13']],
])(
  'a log that is written anew, and is %s, is told from its beginning',
  async (_, old, now, told) => {
    expect((await follow(old, now))[1]).toEqual(told);
  },
);
