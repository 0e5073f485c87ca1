import type { LogLine } from '@torchrelay/core/target';
import { expect, test } from 'vitest';

import { untilAborted } from './until-aborted.ts';

const line: LogLine = { time: 0, source: 'server', text: 'ready' };

async function* linesThenFailure(): AsyncIterable<LogLine> {
  yield line;
  throw new Error('cut off');
}

function read(follow: boolean, isAborted: boolean): Promise<readonly LogLine[]> {
  const abortSignal = isAborted ? AbortSignal.abort() : new AbortController().signal;
  return Array.fromAsync(untilAborted(linesThenFailure(), { follow }, { abortSignal }));
}

test('following that was aborted ends with what was read', async () => {
  expect(await read(true, true)).toEqual([line]);
});

test('a failure that nobody asked for is one, and so is an abort of what only reads', async () => {
  await expect(read(true, false)).rejects.toThrow('cut off');
  await expect(read(false, true)).rejects.toThrow('cut off');
});
