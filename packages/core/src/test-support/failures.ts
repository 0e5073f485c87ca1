import { TorchrelayError } from '../errors/torchrelay-error.ts';
import type { Watch } from './test-store.ts';

/** A failure that the next try may not have. */
export function unavailable(data: Readonly<Record<string, unknown>> = {}): TorchrelayError {
  return new TorchrelayError({
    code: 'UNAVAILABLE',
    message: 'The service is not available.',
    recovery: 'retry',
    data,
  });
}

export function answerLost(): TorchrelayError {
  return new TorchrelayError({ code: 'CONNECTION_LOST', message: 'No answer.', effect: 'unknown' });
}

export function denied(): TorchrelayError {
  return new TorchrelayError({ code: 'ACCESS_DENIED', message: 'Not allowed.' });
}

/** Throws at the first `times` requests that start with `request`; the others pass. */
export function failing(request: string, makeError: () => Error, times = 1): Watch {
  let left = times;
  return (made) => {
    if (!made.startsWith(request) || left === 0) return;
    left -= 1;
    throw makeError();
  };
}
