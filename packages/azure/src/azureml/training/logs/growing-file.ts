import type { Call } from '@torchrelay/core/target';

import type { RunHistory } from '../history/run-history.ts';
import type { LogFile } from './log-files.ts';

export interface NewLines {
  readonly lines: readonly string[];
  /** Where they end, in bytes. */
  readonly end: number;
}

/**
 * The whole lines that a file has from a byte on.
 *
 * @param isOver nothing follows: what has no end of a line is a line too
 */
export async function readNewLines({
  history,
  file: { address },
  from,
  isOver,
  call,
}: {
  readonly history: RunHistory;
  readonly file: LogFile;
  readonly from: number;
  readonly isOver: boolean;
  readonly call: Call;
}): Promise<NewLines> {
  const read = await history.read(address, from, call);
  // What follows the last whole line may be half a letter.
  const length = isOver ? read.length : read.lastIndexOf(0x0a) + 1;
  const lines = new TextDecoder().decode(read.subarray(0, length)).split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return { lines, end: from + length };
}
