import { TorchrelayError } from '@torchrelay/core';

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
  'TimeoutError',
]);

/** Those that happen before a request is sent. */
const beforehand: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

/** Why no answer came; `undefined` where the connection was not what failed. */
export function connectionFailure(error: unknown, attempt: string): TorchrelayError | undefined {
  const connection = connectionCodeOf(error);
  if (connection === undefined) return undefined;
  return new TorchrelayError({
    code: 'UNREACHABLE',
    message: `${attempt}: ${reasonOf(connection)}.`,
    hint: hintFor(connection),
    recovery: passing.has(connection) ? 'retry' : 'never',
    effect: beforehand.has(connection) ? 'none' : 'unknown',
    cause: error,
    data: { connection },
  });
}

function connectionCodeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  const isKnown = passing.has(code) || code === 'ENOTFOUND' || isOfTls(code);
  return isKnown ? code : connectionCodeOf(error.cause);
}

function isOfTls(code: string): boolean {
  return code.includes('CERT') || code.startsWith('ERR_TLS') || code.startsWith('ERR_SSL');
}

function reasonOf(connection: string): string {
  if (connection === 'ENOTFOUND') return 'its host is not known here';
  if (isOfTls(connection)) return `the certificate of its host is not trusted (${connection})`;
  return `no connection to AWS, or one that was cut (${connection})`;
}

function hintFor(connection: string): string {
  if (connection === 'ENOTFOUND') {
    return 'Check the region and the endpoint (AWS_ENDPOINT_URL), and whether this machine has a network.';
  }
  if (isOfTls(connection)) {
    return 'Behind a proxy that opens connections, name its certificate in NODE_EXTRA_CA_CERTS.';
  }
  return 'Check the network and proxy settings between here and AWS, and run the command again; what was sent is kept.';
}
