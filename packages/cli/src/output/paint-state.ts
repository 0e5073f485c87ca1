import type { DeploymentState } from '@torchrelay/core/target';

import type { Style } from './style.ts';

/** A deployment's state, in the colour of how it is. */
export function paintState(state: DeploymentState, style: Style): string {
  if (state === 'ready') return style.green(state);
  return state === 'failed' ? style.red(state) : style.yellow(state);
}
