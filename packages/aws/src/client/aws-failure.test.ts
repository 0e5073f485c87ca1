import { inspect } from 'node:util';

import { TorchrelayError } from '@torchrelay/core';
import { expect, test } from 'vitest';

import { attemptsOf, awsFailure, serviceCodeOf } from './aws-failure.ts';

const request = {
  attempt: 'Cannot read a.json in s3://models',
  permission: 's3:GetObject',
  resource: 'arn:aws:s3:::models/*',
  region: 'us-east-1',
};

interface Answered {
  readonly name: string;
  readonly status: number;
  readonly message?: string;
  readonly attempts?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** In the form that the SDK gives to an answer of a service. */
function answered({
  name,
  status,
  message = 'The words.',
  attempts = 1,
  headers = {},
}: Answered): Error {
  const $metadata = { httpStatusCode: status, requestId: '4442587FB7D0A2F9', attempts };
  const error = Object.assign(new Error(message), { name, $metadata });
  return Object.defineProperty(error, '$response', { value: { headers }, enumerable: false });
}

function connectionError(code: string, cause?: Error): Error {
  return Object.assign(new Error('socket hang up', cause && { cause }), {
    code,
    $metadata: { attempts: 3 },
  });
}

test.each([
  ['AccessDenied', 403, 'ACCESS_DENIED', 'never'],
  ['AccessDeniedException', 400, 'ACCESS_DENIED', 'never'],
  ['Forbidden', 403, 'ACCESS_DENIED', 'never'],
  ['Unknown', 403, 'ACCESS_DENIED', 'never'],
  ['ExpiredToken', 400, 'NO_CREDENTIALS', 'never'],
  ['InvalidAccessKeyId', 403, 'NO_CREDENTIALS', 'never'],
  ['SignatureDoesNotMatch', 403, 'NO_CREDENTIALS', 'never'],
  ['RequestTimeTooSkewed', 403, 'NO_CREDENTIALS', 'never'],
  ['SlowDown', 503, 'THROTTLED', 'retry'],
  ['ThrottlingException', 400, 'THROTTLED', 'retry'],
  ['TooManyRequests', 429, 'THROTTLED', 'retry'],
  ['InternalError', 500, 'UNAVAILABLE', 'retry'],
  ['SyntaxError', 502, 'UNAVAILABLE', 'retry'],
  ['RequestTimeout', 400, 'UNREACHABLE', 'retry'],
  ['BadDigest', 400, 'UNREACHABLE', 'retry'],
  ['PreconditionFailed', 412, 'PRECONDITION_FAILED', 'never'],
  ['Unknown', 412, 'PRECONDITION_FAILED', 'never'],
  ['ConditionalRequestConflict', 409, 'UNAVAILABLE', 'retry'],
  ['OperationAborted', 409, 'UNAVAILABLE', 'retry'],
  ['NoSuchBucket', 404, 'STORE_MISSING', 'replan'],
  ['NoSuchKey', 404, 'STORE_OBJECT_GONE', 'replan'],
  ['NotFound', 404, 'STORE_OBJECT_GONE', 'replan'],
  ['NoSuchUpload', 404, 'UPLOAD_OVERTAKEN', 'retry'],
  ['BucketAlreadyExists', 409, 'STORE_REFUSED', 'never'],
  ['TooManyBuckets', 400, 'QUOTA_EXCEEDED', 'never'],
  ['PermanentRedirect', 301, 'WRONG_REGION', 'never'],
  ['AuthorizationHeaderMalformed', 400, 'WRONG_REGION', 'never'],
  ['InvalidArgument', 400, 'STORE_REFUSED', 'never'],
])('%s with %i is %s: %s', (name, status, code, recovery) => {
  const error = awsFailure(answered({ name, status }), request);
  expect(error).toMatchObject({ code, recovery });
  expect(error.message).toMatch(/^Cannot read a\.json in s3:\/\/models: .+\.$/);
  expect(serviceCodeOf(error)).toBe(name);
});

test('a denial names the permission, on what, and how to see who is signed in', () => {
  const error = awsFailure(answered({ name: 'AccessDenied', status: 403 }), request);
  expect(error.hint).toBe(
    'Allow s3:GetObject on arn:aws:s3:::models/* to whoever is signed in (aws sts get-caller-identity).',
  );
  expect(error.data).toMatchObject({
    permission: 's3:GetObject',
    requestId: '4442587FB7D0A2F9',
    said: 'The words.',
  });
});

test('the words of AWS are told where we have none, with one full stop', () => {
  const message = 'The specified bucket is not empty.';
  const error = awsFailure(answered({ name: 'BucketNotEmpty', status: 400, message }), request);
  expect(error.message).toBe(
    'Cannot read a.json in s3://models: The specified bucket is not empty.',
  );
});

test('an answer without words is told by its status and code', () => {
  const message = 'UnknownError';
  const error = awsFailure(answered({ name: 'Odd', status: 418, message }), request);
  expect(error.message).toBe('Cannot read a.json in s3://models: AWS answered 418 Odd.');
});

test('a HEAD request with expired credentials is refused without a word: that is said, and what to do', () => {
  const error = awsFailure(
    answered({ name: '400', status: 400, message: 'UnknownError' }),
    request,
  );
  expect(error).toMatchObject({ code: 'NO_CREDENTIALS', recovery: 'never', effect: 'none' });
  expect(error.message).toContain('AWS answered 400 without saying why');
  expect(error.hint).toContain('aws sso login');
});

test('a redirect says where the bucket is', () => {
  const headers = { 'x-amz-bucket-region': 'eu-west-1' };
  const error = awsFailure(answered({ name: 'PermanentRedirect', status: 301, headers }), request);
  expect(error.message).toContain('the bucket is in eu-west-1, not in us-east-1');
  expect(error.hint).toContain('AWS_REGION=eu-west-1');
});

test('a redirect that does not say where to is explained as well', () => {
  const { region: _, ...elsewhere } = request;
  const error = awsFailure(answered({ name: '301', status: 301 }), elsewhere);
  expect(error.message).toContain('the bucket is in another region, not in the one that was asked');
});

test('what a service asks to wait is told in milliseconds', () => {
  const headers = { 'retry-after': '7' };
  const error = awsFailure(answered({ name: 'SlowDown', status: 503, headers }), request);
  expect(error.data['retryAfterInMs']).toBe(7000);
});

test('after an outage nobody knows whether it had an effect; after a refusal it had none', () => {
  const effectOf = (name: string, status: number): string =>
    awsFailure(answered({ name, status }), request).effect;
  expect(effectOf('InternalError', 500)).toBe('unknown');
  expect(effectOf('AccessDenied', 403)).toBe('none');
  expect(effectOf('SlowDown', 503)).toBe('unknown');
});

test('how often the SDK had sent it is remembered', () => {
  const error = awsFailure(
    answered({ name: 'PreconditionFailed', status: 412, attempts: 2 }),
    request,
  );
  expect(attemptsOf(error)).toBe(2);
  expect(attemptsOf(new Error('of something else'))).toBe(1);
});

test.each([
  ['ECONNRESET', 'retry', 'unknown'],
  ['EPIPE', 'retry', 'unknown'],
  ['ETIMEDOUT', 'retry', 'unknown'],
  ['ECONNREFUSED', 'retry', 'none'],
  ['EAI_AGAIN', 'retry', 'none'],
  ['ENOTFOUND', 'never', 'none'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'never', 'unknown'],
])('a line that fails with %s: %s, effect %s', (code, recovery, effect) => {
  for (const error of [
    connectionError(code),
    connectionError('ESOMETHING', connectionError(code)),
  ]) {
    expect(awsFailure(error, request)).toMatchObject({ code: 'UNREACHABLE', recovery, effect });
  }
});

test("the SDK's own time-outs are outages", () => {
  const error = Object.assign(new Error('Connection timed out'), { name: 'TimeoutError' });
  expect(awsFailure(error, request)).toMatchObject({ code: 'UNREACHABLE', recovery: 'retry' });
});

test('missing credentials and a missing region name both ways out', () => {
  const credentials = Object.assign(new Error('Could not load credentials from any providers'), {
    name: 'CredentialsProviderError',
  });
  const signedOut = awsFailure(credentials, request);
  expect(signedOut).toMatchObject({ code: 'NO_CREDENTIALS', recovery: 'never', effect: 'none' });
  expect(signedOut.hint).toMatch(/aws sso login.*AWS_ACCESS_KEY_ID/);
  const nowhere = awsFailure(new Error('Region is missing'), request);
  expect(nowhere).toMatchObject({ code: 'NO_REGION', recovery: 'never' });
  expect(nowhere.hint).toMatch(/region.*AWS_REGION.*AWS_DEFAULT_REGION/);
});

test('an abort stays one, whatever came of it', () => {
  const stop = AbortSignal.abort(new Error('enough'));
  for (const error of [
    answered({ name: 'AccessDenied', status: 403 }),
    connectionError('ECONNRESET'),
  ]) {
    expect(awsFailure(error, { ...request, abortSignal: stop }).code).toBe('ABORTED');
  }
});

test('what has been explained is not explained again', () => {
  const error = new TorchrelayError({ code: 'CONTENT_MISMATCH', message: 'It changed.' });
  expect(awsFailure(error, request)).toBe(error);
});

test('a defect is none of AWS’s', () => {
  expect(awsFailure(new TypeError('x is not a function'), request).code).toBe('UNEXPECTED');
});

test('no secret that a service repeats gets into an error', () => {
  const leaky = Object.assign(answered({ name: 'SignatureDoesNotMatch', status: 403 }), {
    CanonicalRequest: 'PUT\n/\nx-amz-security-token:SECRET-TOKEN',
    StringToSign: 'AWS4-HMAC-SHA256 SECRET-TOKEN',
  });
  expect(inspect(awsFailure(leaky, request), { depth: 9, showHidden: true })).not.toContain(
    'SECRET',
  );
});
