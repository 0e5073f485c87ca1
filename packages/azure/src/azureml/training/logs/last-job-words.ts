import type { Call } from '@torchrelay/core/target';

import type { RunDetails } from '../../schemas.ts';
import type { RunHistory } from '../history/run-history.ts';
import { readNewLines } from './growing-file.ts';
import { logFiles } from './log-files.ts';

export interface LastWords {
  readonly text?: string | undefined;
  /** Said at its end by what started the script; otherwise it had no time to. */
  readonly isFinal: boolean;
}

/** As `run_training.py` writes it. */
const finalPrefix = '[torchrelay:failed] ';

/**
 * What the script said at its end, or the last that it wrote, on the first node that did: Azure ML keeps an exit code, and all that was written. It only
 * goes with the failure: where the log cannot be read, that is told without.
 */
export async function lastJobWords({
  history,
  details = {},
  call,
}: {
  readonly history: RunHistory;
  readonly details: RunDetails | undefined;
  readonly call: Call;
}): Promise<LastWords> {
  try {
    const files = logFiles(details);
    const read = files.map((file) =>
      readNewLines({ history, file, isOver: true, call }).then(({ lines }) => lines),
    );
    const lines = (await Promise.all(read)).flat();
    const final = lines.find((line) => line.startsWith(finalPrefix));
    if (final !== undefined) return { text: final.slice(finalPrefix.length), isFinal: true };
    const own = lines.filter((line) => line.trim() !== '' && !line.startsWith('[torchrelay'));
    return { text: own.at(-1)?.trim(), isFinal: false };
  } catch {
    call.abortSignal?.throwIfAborted();
    // Nobody is helped by a failure that cannot be told since its log cannot be read.
    return { isFinal: false };
  }
}
