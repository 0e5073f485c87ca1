import type { StoredState } from '../job-folder.ts';
import type { NodeEnd } from './node-process.ts';

/** What the ends of the nodes mean. */
export function endOfJob({
  ends,
  whyStopped,
  lastLines,
}: {
  /** In the order in which they came. */
  readonly ends: readonly NodeEnd[];
  readonly whyStopped: string | undefined;
  readonly lastLines: readonly string[];
}): Pick<StoredState, 'state' | 'detail'> {
  if (ends.every(({ exitCode }) => exitCode === 0)) return { state: 'succeeded' };
  if (whyStopped !== undefined) return { state: 'stopped', detail: whyStopped };
  const first = ends.find(({ exitCode }) => exitCode !== 0);
  if (first?.signal !== null && first !== undefined)
    return { state: 'interrupted', detail: `node ${first.node} was lost (${first.signal})` };
  const cause = causeIn(lastLines);
  const code = `node ${first?.node} ended with exit code ${first?.exitCode}`;
  return { state: 'failed', detail: cause === undefined ? code : `${code}: ${cause}` };
}

const prefixes = /^(?:\[rank ?\d+\]:? )*/;
const pythonError = /^(?:[A-Za-z_][\w.]*)?(?:Error|Exception|Interrupt|Exit)(?:: .*)?$/;

/** The script's own last words, rather than torchrun's about them. */
function causeIn(lines: readonly string[]): string | undefined {
  const texts = lines.map((line) => line.replace(prefixes, ''));
  return texts.find((text) => pythonError.test(text) && !text.includes('ChildFailedError'));
}
