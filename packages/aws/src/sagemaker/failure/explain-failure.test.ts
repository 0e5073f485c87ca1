import { expect, test } from 'vitest';

import { explainFailure } from './explain-failure.ts';

/** _read_: issues of AWS's repositories, its documentation, and its API reference. */
test.each([
  [
    'Unable to provision requested ML compute capacity due to InsufficientInstanceCapacity error. Please retry using a different ML instance type or after some time.',
    'NO_CAPACITY',
    'next-offer',
  ],
  [
    'CapacityError: Unable to provision requested ML compute capacity. Please retry using a different ML instance type.',
    'NO_CAPACITY',
    'next-offer',
  ],
  [
    "ResourceLimitExceeded The account-level service limit 'ml.p4d.24xlarge for endpoint usage' is 0 Instances, with current utilization of 0 Instances and a request delta of 1 Instances.",
    'QUOTA_EXCEEDED',
    'next-offer',
  ],
  [
    'The requested resource endpoint/ml.p2.xlarge is not available in this region',
    'NOT_OFFERED',
    'next-offer',
  ],
  [
    'The primary container for production variant AllTraffic did not pass the ping health check. Please check CloudWatch logs for this endpoint.',
    'SERVER_NOT_READY',
    'never',
  ],
  [
    'CannotStartContainerError. Please ensure the model container starts correctly',
    'SERVER_NOT_STARTED',
    'never',
  ],
  ['CUDA driver version is insufficient for CUDA runtime version', 'DRIVER_TOO_OLD', 'never'],
  [
    "Could not assume role arn:aws:iam::123456789012:role/a. Please ensure that the role exists and allows principal 'sagemaker.amazonaws.com' to assume the role.",
    'ROLE_NOT_USABLE',
    'never',
  ],
  [
    'Could not access model data at s3://models/a/. Please ensure that the role has s3:GetObject permissions',
    'PACKAGE_NOT_READABLE',
    'never',
  ],
  [
    'The repository of your image 123456789012.dkr.ecr.us-east-1.amazonaws.com/none:1 does not exist or is not found.',
    'IMAGE_NOT_READABLE',
    'never',
  ],
  ['Failed to download model data for container "container_1"', 'PACKAGE_NOT_LOADED', 'never'],
] as const)('"%s" is %s: %s', (said, code, recovery) => {
  expect(explainFailure(said)).toMatchObject({ code, recovery });
});

test('every meaning says what to do next, in a sentence', () => {
  const said = [
    'InsufficientInstanceCapacity',
    'account-level service limit',
    'did not pass the ping health check',
    'CannotStartContainerError',
    'nvidia driver',
    'Could not assume role',
    'Could not access model data',
    'CannotPullContainer',
    'Model data download timed out',
  ];
  for (const text of said) expect(explainFailure(text)?.hint).toMatch(/^[A-Z].{30,}/);
});

test.each([
  '',
  'Request to service failed.',
  'The endpoint is fine',
  'The execution role is not allowed to call kms:Decrypt',
  'secretsmanager:GetSecretValue was refused',
])('of "%s" nothing is made up', (said) => {
  expect(explainFailure(said)).toBeUndefined();
});
