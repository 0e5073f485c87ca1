import { TorchrelayError } from '@torchrelay/core';

import type { BlobPlace } from './blob-place.ts';
import { slimCause } from './slim-cause.ts';

interface FailedExchange {
  readonly error: unknown;
  /** What was attempted: `Cannot read model.pt in …`. */
  readonly attempt: string;
  readonly place: BlobPlace;
  readonly isChange: boolean;
}

/** Failures of a connection after which the same request may well get through. */
const passing: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ERR_STREAM_PREMATURE_CLOSE',
  'REQUEST_SEND_ERROR',
]);

/** Those that happen before a request is sent. */
const beforehand: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

/** Why no answer came; `undefined` where the connection was not what failed. */
export function connectionFailure({
  error,
  attempt,
  place,
  isChange,
}: FailedExchange): TorchrelayError | undefined {
  const connection = connectionCodeOf(error);
  if (connection === undefined) return undefined;
  return new TorchrelayError({
    code: 'UNREACHABLE',
    message: `${attempt}: ${reasonOf(connection, place)}.`,
    hint: hintFor(connection, place),
    recovery: passing.has(connection) ? 'retry' : 'never',
    effect: isChange && !beforehand.has(connection) ? 'unknown' : 'none',
    cause: slimCause(error),
    data: { ...place, connection },
  });
}

/** Of a request that was given up after that time without a sign of life. */
export function silenceFailure({
  error,
  attempt,
  place,
  isChange,
  silenceInMs,
}: FailedExchange & { readonly silenceInMs: number }): TorchrelayError {
  return new TorchrelayError({
    code: 'UNREACHABLE',
    message: `${attempt}: no sign of life for ${silenceInMs / 1000} s.`,
    hint: 'Check the network, and run the command again; what was sent is kept.',
    recovery: 'retry',
    effect: isChange ? 'unknown' : 'none',
    cause: slimCause(error),
    data: { ...place, silenceInMs },
  });
}

/**
 * The library wraps what the system says, sometimes more than once; and it says "aborted" of an answer whose
 * connection was cut. What the caller aborts never comes here.
 */
function connectionCodeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.name === 'AbortError') return 'ECONNRESET';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  if (code !== undefined && (passing.has(code) || code === 'ENOTFOUND' || isOfTls(code))) {
    return code;
  }
  return connectionCodeOf(error.cause);
}

function isOfTls(code: string): boolean {
  return code.includes('CERT') || code.startsWith('ERR_TLS') || code.startsWith('ERR_SSL');
}

function reasonOf(connection: string, { account }: BlobPlace): string {
  if (connection === 'ENOTFOUND') return `there is no host ${account}`;
  if (isOfTls(connection)) return `the certificate of ${account} is not trusted (${connection})`;
  return `no connection to ${account}, or one that was cut (${connection})`;
}

function hintFor(connection: string, { account }: BlobPlace): string {
  if (connection === 'ENOTFOUND') {
    return "Check the account's name. An account behind a private endpoint is known only inside its network.";
  }
  if (isOfTls(connection)) {
    return 'Behind a proxy that opens connections, name its certificate in NODE_EXTRA_CA_CERTS.';
  }
  return `Check the network and proxy settings between here and ${account}, and run the command again; what was sent is kept.`;
}
