import type { CommandContext } from './command-context.ts';
import { exitCodes } from '../errors/exit-code.ts';

/**
 * The first Ctrl-C stops the waiting, and the command says what goes on without it; the second leaves at once.
 */
export function watchInterruption(err: CommandContext['err']): {
  readonly abortSignal: AbortSignal;
  readonly stopWatching: () => void;
} {
  const controller = new AbortController();
  const onInterrupt = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    err.line('\nStopping. Press Ctrl-C again to leave at once.');
    controller.abort();
  };
  process.on('SIGINT', onInterrupt);
  return {
    abortSignal: controller.signal,
    stopWatching: () => void process.off('SIGINT', onInterrupt),
  };
}
