import type { JobState } from '@torchrelay/core/target';

import type { Style } from './style.ts';

/** A job's state, in the colour of how it is. */
export function paintJobState(state: JobState, style: Style): string {
  if (state === 'succeeded') return style.green(state);
  return state === 'failed' ? style.red(state) : style.yellow(state);
}
