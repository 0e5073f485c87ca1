import type { Call } from '../target/call.ts';
import type { Emit } from './events.ts';

/** What a target warns of, as events. */
export function warningsTo(emit: Emit): NonNullable<Call['onWarning']> {
  return (warning) => emit({ type: 'warning', ...warning });
}
