import { TorchrelayError } from '@torchrelay/core';
import { expect, test } from 'vitest';

import { endpointFailure, sagemakerFailure } from './sagemaker-failure.ts';

interface Refused {
  readonly said: string;
  readonly code?: string;
  readonly serviceCode?: string;
  readonly status?: number;
}

/** As the client of AWS reports a refused request. */
function refused({
  said,
  code = 'STORE_REFUSED',
  serviceCode = 'ValidationException',
  status = 400,
}: Refused): TorchrelayError {
  return new TorchrelayError({
    code,
    message: `Cannot create the endpoint demo: ${said}.`,
    data: { said, serviceCode, status, requestId: 'r-1' },
  });
}

test('a refusal gets the meaning of its words, and keeps the words and the request', () => {
  const said = "The account-level service limit 'ml.g5.xlarge for endpoint usage' is 0 Instances";
  const error = sagemakerFailure(refused({ said, serviceCode: 'ResourceLimitExceeded' }));
  expect(error).toMatchObject({
    code: 'QUOTA_EXCEEDED',
    recovery: 'next-offer',
    message: `Cannot create the endpoint demo: ${said}.`,
    data: { requestId: 'r-1', said },
  });
  expect(error.hint).toContain('request-service-quota-increase');
});

test('the code alone is enough where the words are others', () => {
  const error = sagemakerFailure(refused({ said: 'No.', serviceCode: 'ResourceLimitExceeded' }));
  expect(error.code).toBe('QUOTA_EXCEEDED');
});

test('words that nobody has met are a refusal by SageMaker, and not by the store', () => {
  const error = sagemakerFailure(refused({ said: 'Something odd' }));
  expect(error).toMatchObject({ code: 'SAGEMAKER_REFUSED', recovery: 'never' });
});

test.each([
  ['a denial', { said: 'not authorized to use ECR', code: 'ACCESS_DENIED', status: 400 }],
  ['an outage', { said: 'Service is down', code: 'UNAVAILABLE', status: 503 }],
  [
    'an outage of the kind that has no words for us',
    { said: 'x', code: 'STORE_REFUSED', status: 500 },
  ],
])('%s stays what it is', (_, given) => {
  const error = refused(given);
  expect(sagemakerFailure(error)).toBe(error);
});

test('a failure without words stays what it is', () => {
  const error = new TorchrelayError({ code: 'UNREACHABLE', message: 'No line.' });
  expect(sagemakerFailure(error)).toBe(error);
});

test("an endpoint's failure has SageMaker's words, with one full stop, and the command for this endpoint", () => {
  const reason = 'The container did not pass the ping health check.  ';
  const error = endpointFailure({ name: 'demo', reason });
  expect(error.message).toBe(
    'The endpoint demo has failed: The container did not pass the ping health check.',
  );
  expect(error.hint).toContain('torchrelay logs demo');
  expect(error).toMatchObject({ code: 'SERVER_NOT_READY', effect: 'done', data: { reason } });
});

test("an endpoint's failure that nobody has met points to the log", () => {
  expect(endpointFailure({ name: 'demo', reason: 'Odd' })).toMatchObject({
    code: 'DEPLOYMENT_FAILED',
    recovery: 'never',
    hint: 'Its log may say more: torchrelay logs demo',
  });
});
