import { TorchrelayError } from '../errors/torchrelay-error.ts';
import { WireError } from './wire-error.ts';

/** Failures of a connection after which the same request may well get through. */
const passingCodes: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** What a transport threw, as our error. A transport's own TorchrelayError stays as it is. */
export function connectionError({
  error,
  modelName,
}: {
  error: unknown;
  modelName: string;
}): TorchrelayError {
  if (TorchrelayError.isInstance(error)) return error;
  const { code, reason } = rootCause(error);
  return new WireError({
    code: 'UNREACHABLE',
    message: `No answer from the server for model ${JSON.stringify(modelName)}: ${reason}.`,
    hint: 'Check that the server runs and that the address is right.',
    isRetryable: code !== undefined && passingCodes.has(code),
    effect: 'unknown',
    cause: error,
    data: { modelName },
  });
}

/** `fetch` says only "fetch failed", and why in a cause of a cause. */
function rootCause(error: unknown): { code: string | undefined; reason: string } {
  if (!(error instanceof Error)) return { code: undefined, reason: String(error) };
  if (error.cause instanceof Error) return rootCause(error.cause);
  const code = 'code' in error ? String(error.code) : undefined;
  return { code, reason: error.message || (code ?? error.name) };
}
