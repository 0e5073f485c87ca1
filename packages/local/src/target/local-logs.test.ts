import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogLine, LogOptions } from '@torchrelay/core/target';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { localLogs } from './local-logs.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'torchrelay-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(time: number, event: string): void {
  appendFileSync(join(folder, 'server.log'), `${JSON.stringify({ time, event })}\n`);
}

async function read(options: LogOptions = {}): Promise<readonly string[]> {
  const lines = localLogs(folder, options, {});
  return Array.fromAsync(lines, ({ text }) => text);
}

test('lines come from a given time on, and as many from the end as asked for', async () => {
  for (const [time, event] of [
    [1, 'a'],
    [2, 'b'],
    [2, 'c'],
    [3, 'd'],
  ] as const) {
    write(time, event);
  }
  expect(await read()).toEqual(['a', 'b', 'c', 'd']);
  expect(await read({ since: 2 })).toEqual(['b', 'c', 'd']);
  expect(await read({ tail: 2 })).toEqual(['c', 'd']);
  expect(await read({ tail: 9 })).toHaveLength(4);
  expect(await read({ tail: 0 })).toEqual([]);
});

test('nothing is written yet where there is no log', async () => {
  expect(await read()).toEqual([]);
});

test('following shows each line once, also those of one moment that come later', async () => {
  const ending = new AbortController();
  const lines = localLogs(folder, { follow: true, tail: 1 }, { abortSignal: ending.signal });
  const iterator = lines[Symbol.asyncIterator]();
  const next = async (): Promise<string> => {
    const { value } = (await iterator.next()) as IteratorResult<LogLine, undefined>;
    return value?.text ?? 'the end';
  };
  write(1, 'a');
  write(1, 'b');
  expect(await next()).toBe('b');
  const third = next();
  write(1, 'c');
  expect(await third).toBe('c');
  const fourth = next();
  write(2, 'd');
  expect(await fourth).toBe('d');
  const last = next();
  ending.abort();
  expect(await last).toBe('the end');
});
