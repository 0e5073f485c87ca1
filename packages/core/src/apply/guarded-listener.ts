import { TorchrelayError } from '../errors/torchrelay-error.ts';
import type { RelayEvent } from './events.ts';

type Listener = (event: RelayEvent) => void;

/**
 * A defect in what draws the progress must neither stop a deployment half-way nor undo it, and must not go
 * unnoticed: a listener that throws is not called again, and `check` throws once the work is done.
 *
 * @param first hears each event before it, unguarded
 */
export function guardedListener(
  listener: Listener | undefined,
  first: Listener = () => {},
): {
  readonly listener: Listener;
  /** @throws TorchrelayError `LISTENER_FAILED` */
  readonly check: () => void;
} {
  let failure: { readonly cause: unknown } | undefined;
  return {
    listener(event) {
      first(event);
      if (failure !== undefined) return;
      try {
        listener?.(event);
      } catch (cause) {
        failure = { cause };
      }
    },
    check() {
      if (failure !== undefined) throw listenerFailed(failure.cause);
    },
  };
}

function listenerFailed(cause: unknown): TorchrelayError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new TorchrelayError({
    code: 'LISTENER_FAILED',
    message: `The work is done, but \`onEvent\` threw, and heard nothing from then on: ${reason}`,
    hint: 'Mend the listener. What was deployed stays; connect to it by its name.',
    effect: 'done',
    cause,
  });
}
