import { expect, test } from 'vitest';

import { explainFailure } from './explain-failure.ts';

test.each([
  [
    'BadRequest Not enough quota available for Standard_F4s_v2 in SubscriptionId s.',
    'QUOTA_EXCEEDED',
    'next-offer',
  ],
  ['OutOfQuota CPU: there are not enough cores', 'QUOTA_EXCEEDED', 'next-offer'],
  ['OutOfQuota Region-wide VM capacity', 'NO_CAPACITY', 'next-offer'],
  ['OutOfCapacity there is not enough VM capacity in eastus', 'NO_CAPACITY', 'next-offer'],
  ['OutOfQuota Disk: the image does not fit', 'DISK_FULL', 'never'],
  ['OutOfQuota Memory', 'OUT_OF_MEMORY', 'never'],
  ['OutOfQuota the role assignment quota is used up', 'QUOTA_EXCEEDED', 'never'],
  ['OutOfQuota the maximum number of endpoints is reached', 'QUOTA_EXCEEDED', 'never'],
  ['OutOfQuota', 'QUOTA_EXCEEDED', 'next-offer'],
  ['BadArgument VM size Standard_X is not supported.', 'NOT_OFFERED', 'next-offer'],
  ['ImageBuildFailure', 'IMAGE_BUILD_FAILED', 'never'],
  ['ResourceNotReady User container has crashed or terminated.', 'SERVER_NOT_READY', 'never'],
  ['BadArgument readiness probe failed', 'SERVER_NOT_READY', 'never'],
  ['WorkspaceManagedNetworkNotReady', 'NETWORK_NOT_READY', 'never'],
  ['SecretsInjectionError', 'SECRETS_NOT_READABLE', 'never'],
  ['Conflict An endpoint with this name already exists in this region.', 'NAME_TAKEN', 'never'],
  ['ResourceNotFound The image could not be pulled', 'IMAGE_NOT_READABLE', 'never'],
  [
    'There is already an endpoint with this name, Endpoint name needs to be unique within a region',
    'NAME_TAKEN',
    'never',
  ],
  [
    'Cannot create a deployment in endpoint demo because it is in Updating provisioning state.',
    'BUSY',
    'retry',
  ],
  ['OperationCanceled', 'CANCELED', 'never'],
  ['InternalServerError', 'UNAVAILABLE', 'retry'],
])('"%s" is %s: %s', (said, code, recovery) => {
  expect(explainFailure(said)).toMatchObject({ code, recovery });
});

test('what nobody has met before is not guessed at', () => {
  expect(explainFailure('BadRequest The moon is full.')).toBeUndefined();
});
