import type { Recovery } from '@torchrelay/core';

/** What an error code of AWS means for us. */
export interface Explanation {
  readonly code: string;
  /** What is wrong, to follow what was attempted. AWS's own sentence where it is absent. */
  readonly problem?: string;
  readonly hint?: string;
  readonly recovery?: Recovery;
}

const throttled: Explanation = {
  code: 'THROTTLED',
  problem: 'AWS asks to go slower',
  hint: 'Other work in this account or bucket takes its share. Run the command again in a minute.',
  recovery: 'retry',
};

const unavailable: Explanation = {
  code: 'UNAVAILABLE',
  hint: 'AWS is busy or ill. Run the command again; what was sent is kept.',
  recovery: 'retry',
};

const denied: Explanation = { code: 'ACCESS_DENIED' };

const expired: Explanation = {
  code: 'NO_CREDENTIALS',
  problem: 'the credentials for AWS have expired',
  hint: 'Sign in again: aws sso login, or renew the session that AWS_SESSION_TOKEN is of.',
};

const invalid: Explanation = {
  code: 'NO_CREDENTIALS',
  problem: 'AWS does not know the credentials, or the signature made with them',
  hint: 'Check which are in use: aws sts get-caller-identity. Variables such as AWS_ACCESS_KEY_ID win over profiles.',
};

const lostOnTheWay: Explanation = {
  code: 'UNREACHABLE',
  problem: 'what arrived at AWS was not what was sent, or not all of it',
  hint: 'Check the network and proxies between here and AWS, and run the command again.',
  recovery: 'retry',
};

const busyObject: Explanation = {
  code: 'UNAVAILABLE',
  problem: 'another request is changing the same thing just now',
  recovery: 'retry',
};

const preconditionFailed: Explanation = {
  code: 'PRECONDITION_FAILED',
  problem: 'it was written or removed meanwhile',
};

/** By the code that the services answer with. Source: their API references, "Errors" and "Common errors". */
export const explanations: Readonly<Record<string, Explanation>> = {
  AccessDenied: denied,
  AccessDeniedException: denied,
  AllAccessDisabled: denied,
  AuthorizationError: denied,
  UnauthorizedOperation: denied,
  Forbidden: denied,

  ExpiredToken: expired,
  ExpiredTokenException: expired,
  TokenRefreshRequired: expired,

  AuthFailure: invalid,
  InvalidAccessKeyId: invalid,
  InvalidClientTokenId: invalid,
  InvalidSignatureException: invalid,
  InvalidToken: invalid,
  SignatureDoesNotMatch: invalid,
  UnrecognizedClientException: invalid,

  RequestTimeTooSkewed: {
    code: 'NO_CREDENTIALS',
    problem: "this machine's clock differs from AWS's by more than 15 minutes",
    hint: 'Set the clock, and run the command again.',
  },

  BandwidthLimitExceeded: throttled,
  RequestLimitExceeded: throttled,
  SlowDown: throttled,
  ThrottledException: throttled,
  Throttling: throttled,
  ThrottlingException: throttled,
  TooManyRequestsException: throttled,

  InternalError: unavailable,
  InternalFailure: unavailable,
  ServiceUnavailable: unavailable,
  ServiceUnavailableException: unavailable,

  BadDigest: lostOnTheWay,
  IncompleteBody: lostOnTheWay,
  RequestTimeout: lostOnTheWay,
  XAmzContentChecksumMismatch: lostOnTheWay,
  XAmzContentSHA256Mismatch: lostOnTheWay,

  PreconditionFailed: preconditionFailed,
  ConditionalRequestConflict: busyObject,
  OperationAborted: busyObject,

  ConcurrentModificationException: busyObject,
  LimitExceededException: {
    code: 'QUOTA_EXCEEDED',
    hint: 'Remove what is not needed any more, or ask for more in the Service Quotas of AWS.',
  },
  MalformedPolicyDocumentException: {
    code: 'ROLE_REFUSED',
    hint: 'A name in the settings may not be what AWS takes: kmsKeyId, image, bucket. Give the ARN of a role instead: role.',
  },
  NoSuchEntityException: {
    code: 'ROLE_GONE',
    problem: 'there is no such role',
    hint: 'It may have been deleted meanwhile. Run the command again.',
    recovery: 'replan',
  },

  BucketAlreadyExists: {
    code: 'STORE_REFUSED',
    problem: 'the name of the bucket is taken by another account',
    hint: 'Bucket names are unique in all of AWS: give the store another one.',
  },
  NoSuchBucket: {
    code: 'STORE_MISSING',
    problem: 'there is no such bucket',
    hint: 'It may have been deleted meanwhile. Run the command again.',
    recovery: 'replan',
  },
  NoSuchKey: {
    code: 'STORE_OBJECT_GONE',
    problem: 'there is no such object',
    hint: 'It may have been deleted meanwhile. Run the command again.',
    recovery: 'replan',
  },
  NoSuchUpload: {
    code: 'UPLOAD_OVERTAKEN',
    problem: 'another process has ended the upload',
    recovery: 'retry',
  },
  TooManyBuckets: {
    code: 'QUOTA_EXCEEDED',
    problem: 'the account may not have any more buckets',
    hint: 'Give the store a bucket that exists, or ask for quota "General purpose buckets" of Amazon S3.',
  },
};

/** What S3 answers to HEAD has no body that could say why. */
const unsaid: Explanation = {
  code: 'NO_CREDENTIALS',
  problem: 'AWS answered 400 without saying why, as it does when the credentials have expired',
  hint: 'Sign in again: aws sso login, or renew the session that AWS_SESSION_TOKEN is of. If that is not it: aws sts get-caller-identity',
};

/** For codes without a row, by the status that every answer has. */
export function explanationOf(status: number, said: string): Explanation {
  if (status === 400 && said === '') return unsaid;
  if (status === 429) return throttled;
  if (status >= 500 || status === 408) return unavailable;
  if (status === 401 || status === 403) return denied;
  if (status === 404) return explanations['NoSuchKey'] ?? denied;
  if (status === 412) return preconditionFailed;
  if (status === 409) return busyObject;
  return { code: 'STORE_REFUSED' };
}
