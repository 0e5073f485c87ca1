import { TorchrelayError } from '@torchrelay/core';
import { toTorchrelayError } from '@torchrelay/core/target-utils';

import { type Explanation, explanationOf, explanations } from './aws-error-codes.ts';
import { connectionFailure } from './connection-failure.ts';

export interface FailedRequest {
  /** What was attempted, without a final full stop: `Cannot read a.json in s3://bucket`. */
  readonly attempt: string;
  /** What the caller needs to be allowed: `s3:GetObject`. */
  readonly permission: string;
  /** On what: an ARN. */
  readonly resource?: string | undefined;
  readonly abortSignal?: AbortSignal | undefined;
  /** Where the client looks, for the advice about another region. */
  readonly region?: string | undefined;
}

/** Why a request to AWS failed, what to do, and whether it may have had an effect. An abort stays one. */
export function awsFailure(error: unknown, request: FailedRequest): TorchrelayError {
  const { attempt, abortSignal } = request;
  if (TorchrelayError.isInstance(error)) return error;
  if (abortSignal?.aborted === true) return toTorchrelayError(error, abortSignal);
  const answer = answerOf(error);
  if (answer !== undefined) return refused(answer, request);
  return (
    settingsFailure(error, attempt) ??
    connectionFailure(error, attempt) ??
    toTorchrelayError(error, abortSignal)
  );
}

interface Answer {
  /** `NoSuchBucket`. */
  readonly serviceCode: string;
  /** In AWS's words; empty where there was no body. */
  readonly said: string;
  readonly status: number;
  readonly requestId: string | undefined;
  readonly attempts: number | undefined;
  readonly retryAfterInMs: number | undefined;
  /** The region that a bucket is really in. */
  readonly bucketRegion: string | undefined;
}

/** How often the SDK had sent the request when it failed: from the second time on, a first may have worked. */
export function attemptsOf(error: unknown): number {
  return TorchrelayError.isInstance(error) ? Number(error.data['attempts'] ?? 1) : 1;
}

/** The code that AWS gave; empty where the failure was not AWS's. */
export function serviceCodeOf(error: unknown): string {
  const code = TorchrelayError.isInstance(error) ? error.data['serviceCode'] : undefined;
  return typeof code === 'string' ? code : '';
}

interface ServiceException extends Error {
  readonly $metadata: {
    readonly httpStatusCode?: number;
    readonly requestId?: string;
    readonly attempts?: number;
  };
  readonly $response?: { readonly headers?: Readonly<Record<string, string | undefined>> };
}

function answerOf(error: unknown): Answer | undefined {
  if (!isServiceException(error)) return undefined;
  const { httpStatusCode: status = 0, requestId, attempts } = error.$metadata;
  if (status === 0) return undefined;
  const headers = error.$response?.headers ?? {};
  const seconds = Number(headers['retry-after'] ?? Number.NaN);
  return {
    serviceCode: isUnreadable(error) ? '' : error.name,
    said: isUnreadable(error) || error.message === 'UnknownError' ? '' : error.message,
    status,
    requestId,
    attempts,
    retryAfterInMs: Number.isFinite(seconds) ? seconds * 1000 : undefined,
    bucketRegion: headers['x-amz-bucket-region'],
  };
}

/** An error page of something on the way, where an answer of AWS's should be. */
function isUnreadable(error: Error): boolean {
  return error instanceof SyntaxError;
}

function isServiceException(error: unknown): error is ServiceException {
  return error instanceof Error && '$metadata' in error && typeof error.$metadata === 'object';
}

function refused(answer: Answer, request: FailedRequest): TorchrelayError {
  const { serviceCode, said, status, requestId, attempts, retryAfterInMs } = answer;
  const explanation = elsewhere(answer, request) ?? explain(answer);
  const { code, problem, hint, recovery = 'never' } = explanation;
  const reason =
    problem ?? (said === '' ? `AWS answered ${status} ${serviceCode}`.trim() : sentence(said));
  return new TorchrelayError({
    code,
    message: `${request.attempt}: ${reason}.`,
    hint: code === 'ACCESS_DENIED' ? allow(request) : hint,
    recovery,
    effect: status >= 500 ? 'unknown' : 'none',
    data: {
      status,
      serviceCode,
      ...(said !== '' && { said }),
      ...(requestId !== undefined && { requestId }),
      ...(attempts !== undefined && { attempts }),
      ...(retryAfterInMs !== undefined && { retryAfterInMs }),
      ...(code === 'ACCESS_DENIED' && { permission: request.permission }),
    },
  });
}

function explain({ serviceCode, status, said }: Answer): Explanation {
  return explanations[serviceCode] ?? explanationOf(status, said);
}

function allow({ permission, resource }: FailedRequest): string {
  const where = resource === undefined ? '' : ` on ${resource}`;
  return `Allow ${permission}${where} to whoever is signed in (aws sts get-caller-identity).`;
}

function sentence(said: string): string {
  return said.replace(/\.?\s*$/, '');
}

const redirects: ReadonlySet<string> = new Set([
  'AuthorizationHeaderMalformed',
  'IllegalLocationConstraintException',
  'PermanentRedirect',
  'TemporaryRedirect',
]);

/** A bucket is asked for in its own region alone. */
function elsewhere(
  { serviceCode, status, bucketRegion }: Answer,
  { region = 'the one that was asked' }: FailedRequest,
): Explanation | undefined {
  const isElsewhere = redirects.has(serviceCode) || status === 301 || status === 307;
  if (!isElsewhere) return undefined;
  const place = bucketRegion ?? 'another region';
  return {
    code: 'WRONG_REGION',
    problem: `the bucket is in ${place}, not in ${region}`,
    hint: `Ask for it there (region, or AWS_REGION=${bucketRegion ?? '…'}), or use a bucket of ${region}.`,
  };
}

/** What the SDK says before it asks anybody, by the error's name where it has one of its own. */
function settingsFailure(error: unknown, attempt: string): TorchrelayError | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.name === 'CredentialsProviderError' || error.name === 'TokenProviderError') {
    return new TorchrelayError({
      code: 'NO_CREDENTIALS',
      message: `${attempt}: nobody is signed in to AWS here (${sentence(error.message)}).`,
      hint: 'Sign in: aws sso login, with the profile in AWS_PROFILE; or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
    });
  }
  // The SDK gives it no name.
  if (error.message !== 'Region is missing') return undefined;
  return new TorchrelayError({
    code: 'NO_REGION',
    message: `${attempt}: no region is given.`,
    hint: 'Pass region, set AWS_REGION (or AWS_DEFAULT_REGION), or run: aws configure set region us-east-1',
  });
}
