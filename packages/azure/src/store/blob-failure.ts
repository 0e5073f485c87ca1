import { TorchrelayError } from '@torchrelay/core';
import { toTorchrelayError } from '@torchrelay/core/target-utils';

import { type Explanation, explanations } from './blob-error-codes.ts';
import { type BlobPlace, describeContainer } from './blob-place.ts';
import { connectionFailure, silenceFailure } from './connection-failure.ts';
import { isSignInFailure, signInFailure } from './sign-in-failure.ts';
import { slimCause } from './slim-cause.ts';

/** What was being done. All but the first two change something. */
export type BlobVerb = 'read' | 'list' | 'write' | 'copy' | 'delete';

interface FailedRequest {
  readonly verb: BlobVerb;
  readonly place: BlobPlace;
  readonly abortSignal?: AbortSignal | undefined;
  /** Set where the request was given up after that time without a sign of life. */
  readonly silenceInMs?: number;
}

/** Why a request failed, what to do, and whether it may have had an effect. An abort stays one. */
export function blobFailure(error: unknown, request: FailedRequest): TorchrelayError {
  const { abortSignal, silenceInMs } = request;
  if (TorchrelayError.isInstance(error)) return error;
  if (abortSignal?.aborted === true) return toTorchrelayError(slimCause(error), abortSignal);
  const failed = {
    error,
    attempt: describeAttempt(request),
    place: request.place,
    isChange: isChange(request),
  };
  if (silenceInMs !== undefined) return silenceFailure({ ...failed, silenceInMs });
  if (isSignInFailure(error)) return signInFailure(error, failed.attempt);
  const answer = answerOf(error);
  if (answer !== undefined) return refused(error, answer, request);
  return connectionFailure(failed) ?? toTorchrelayError(slimCause(error));
}

/** Whether the service says that there is no such blob, or no such container. */
export function isAbsence(error: unknown): error is TorchrelayError {
  return TorchrelayError.isInstance(error) && error.data['isAbsent'] === true;
}

/** Of a version that is gone: whoever named it wanted that one. */
export function goneSince(cause: Error): TorchrelayError {
  return new TorchrelayError({
    code: 'PRECONDITION_FAILED',
    message: `${cause.message.replace(/\.$/, '')} any more.`,
    cause,
  });
}

interface Answer {
  readonly status: number;
  /** Blob's own word: `AuthorizationPermissionMismatch`. Empty where something else answered in its place. */
  readonly serviceCode: string;
  readonly requestId: string | undefined;
  readonly retryAfterInMs: number | undefined;
}

/** A HEAD has no body: its code is in a header alone. */
function answerOf(error: unknown): Answer | undefined {
  if (!(error instanceof Error) || !('statusCode' in error)) return undefined;
  const { statusCode } = error;
  if (typeof statusCode !== 'number') return undefined;
  const header = headersOf(error);
  const seconds = Number(header('retry-after') ?? Number.NaN);
  return {
    status: statusCode,
    serviceCode: header('x-ms-error-code') ?? codeOf(error) ?? '',
    requestId: header('x-ms-request-id'),
    retryAfterInMs: Number.isFinite(seconds) ? seconds * 1000 : undefined,
  };
}

function headersOf(error: Error): (name: string) => string | undefined {
  const response = 'response' in error ? error.response : undefined;
  if (typeof response !== 'object' || response === null || !('headers' in response)) {
    return () => undefined;
  }
  const headers = response.headers as { get(name: string): string | undefined };
  return (name) => headers.get(name);
}

function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function refused(error: unknown, answer: Answer, request: FailedRequest): TorchrelayError {
  const { status, serviceCode, requestId, retryAfterInMs } = answer;
  const { code, problem, hint, recovery, isAbsent } =
    explanations[serviceCode] ?? explanationOf(answer);
  const isOutage = status >= 500;
  return new TorchrelayError({
    code,
    message: `${describeAttempt(request)}: ${problem}.`,
    hint,
    recovery: recovery ?? 'never',
    effect: isOutage && isChange(request) ? 'unknown' : 'none',
    cause: slimCause(error),
    data: {
      ...request.place,
      status,
      serviceCode,
      requestId,
      ...(retryAfterInMs !== undefined && { retryAfterInMs }),
      ...(isAbsent === true && { isAbsent }),
    },
  });
}

/** For what has no row of its own. */
function explanationOf({ status, serviceCode }: Answer): Explanation {
  const said = `Azure Storage answered ${status}${serviceCode === '' ? '' : ` ${serviceCode}`}`;
  if (status >= 500 || status === 429 || status === 408) {
    return {
      code: 'UNAVAILABLE',
      problem: said,
      hint: 'Azure Storage is busy or ill. Run the command again; what was sent is kept.',
      recovery: 'retry',
    };
  }
  if (status === 401 || status === 403) {
    return {
      code: 'ACCESS_DENIED',
      problem: said,
      hint: 'Check who is signed in (az account show), and the roles and network rules of the storage account.',
    };
  }
  if (status === 412) return { code: 'PRECONDITION_FAILED', problem: said };
  return { code: 'STORE_REFUSED', problem: said };
}

function describeAttempt({ verb, place }: Pick<FailedRequest, 'verb' | 'place'>): string {
  const { blob } = place;
  const where = describeContainer(place);
  if (verb === 'list') return `Cannot list ${where}`;
  return blob === undefined ? `Cannot ${verb} ${where}` : `Cannot ${verb} ${blob} in ${where}`;
}

function isChange({ verb }: FailedRequest): boolean {
  return verb !== 'read' && verb !== 'list';
}
