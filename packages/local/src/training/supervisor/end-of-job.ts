import type { StoredState } from '../job-folder.ts';
import type { NodeEnd } from './node-process.ts';

/** What a node has written. */
export interface NodeLine {
  readonly node: number;
  readonly text: string;
}

/** What the ends of the nodes mean. */
export function endOfJob({
  ends,
  whyStopped,
  lastLines,
}: {
  /** In the order in which they came. */
  readonly ends: readonly NodeEnd[];
  readonly whyStopped: string | undefined;
  readonly lastLines: readonly NodeLine[];
}): Pick<StoredState, 'state' | 'detail'> {
  if (ends.every(({ exitCode }) => exitCode === 0)) return { state: 'succeeded' };
  if (whyStopped !== undefined) return { state: 'stopped', detail: whyStopped };
  const first = ends.find(({ exitCode }) => exitCode !== 0);
  if (first?.signal !== null && first !== undefined)
    return { state: 'interrupted', detail: `node ${first.node} was lost (${first.signal})` };
  // What the others say is that they were stopped.
  const cause = causeIn(lastLines.filter(({ node }) => node === first?.node));
  const code = `node ${first?.node} ended with exit code ${first?.exitCode}`;
  return { state: 'failed', detail: cause === undefined ? code : `${code}: ${cause}` };
}

const prefixes = /^(?:\[rank ?\d+\]:? )*/;
const pythonError = /^(?:[A-Za-z_][\w.]*)?(?:Error|Exception|Interrupt|Exit)(?:: .*)?$/;

/** The script's own last words, rather than torchrun's about them; the signal that ended it, where it has none. */
function causeIn(lines: readonly NodeLine[]): string | undefined {
  const texts = lines.map(({ text }) => text.replace(prefixes, ''));
  const words = texts.find((text) => pythonError.test(text) && !text.includes('ChildFailedError'));
  return words ?? texts.map((text) => endedBySignal.exec(text)?.[1]).find((signal) => signal);
}

/** How torchrun tells it. */
const endedBySignal = /^\s*traceback\s*: (Signal \d+ \(SIG[A-Z0-9]+\) received)/;
