import type { Call } from '@torchrelay/core/target';

import type { RunHistory } from '../history/run-history.ts';
import type { LogFile } from './log-files.ts';

/** How far a file was read. */
export interface ReadSoFar {
  readonly bytes: number;
  /** The last of them. */
  readonly tail: Uint8Array;
}

const unread: ReadSoFar = { bytes: 0, tail: new Uint8Array() };

/** Enough to tell two lines of logs from each other. */
const tailBytes = 256;

/**
 * The whole lines that a file has got since it was read last.
 *
 * @param isOver nothing follows: what has no end of a line is a line too
 */
export async function readNewLines({
  history,
  file: { address },
  before = unread,
  isOver,
  call,
}: {
  readonly history: RunHistory;
  readonly file: LogFile;
  readonly before?: ReadSoFar | undefined;
  readonly isOver: boolean;
  readonly call: Call;
}): Promise<{ readonly lines: readonly string[]; readonly after: ReadSoFar }> {
  const { bytes, from } = await readOn({ history, address, before, call });
  // What follows the last whole line may be half a letter.
  const length = isOver ? bytes.length : bytes.lastIndexOf(0x0a) + 1;
  const whole = bytes.subarray(0, length);
  const lines = new TextDecoder().decode(whole).split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  const after = { bytes: from + length, tail: whole.slice(-tailBytes) };
  return { lines, after: length === 0 && from > 0 ? before : after };
}

/** A job that begins again may write its log anew: then it is not there any more what was read last. */
async function readOn({
  history,
  address,
  before,
  call,
}: {
  readonly history: RunHistory;
  readonly address: string;
  readonly before: ReadSoFar;
  readonly call: Call;
}): Promise<{ readonly bytes: Uint8Array; readonly from: number }> {
  const { bytes: from, tail } = before;
  if (from > 0) {
    const bytes = await history.read(address, from - tail.length, call);
    const isSame = Buffer.from(bytes.subarray(0, tail.length)).equals(tail);
    if (isSame) return { bytes: bytes.subarray(tail.length), from };
  }
  return { bytes: await history.read(address, 0, call), from: 0 };
}
