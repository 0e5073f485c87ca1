import { TorchrelayError } from '@torchrelay/core';
import type { Call, StoreState } from '@torchrelay/core/target';

import { serviceCodeOf } from '../../client/aws-failure.ts';
import { unlessAbsent } from '../object-head.ts';
import type { S3Bucket } from '../s3-bucket.ts';
import { locationOf, sendToS3 } from '../s3-request.ts';
import { lifecycleRule } from './bucket-settings.ts';

export interface S3StoreState extends StoreState {
  /** Whether making the bucket was begun and not ended, so that its settings may be missing. */
  readonly isHalfMade: boolean;
}

export async function observeBucket(bucket: S3Bucket, call: Call): Promise<S3StoreState> {
  const location = locationOf(bucket);
  const exists = await isThere(bucket, call);
  // What others have made is theirs to set up.
  const isHalfMade = exists && bucket.isDefault && !(await isSetUp(bucket, call));
  return { location, exists, isHalfMade };
}

async function isThere(bucket: S3Bucket, call: Call): Promise<boolean> {
  try {
    const answer = await unlessAbsent(
      sendToS3({ bucket, call, verb: 'look for', permission: 's3:ListBucket' }, (client, options) =>
        client.headBucket(bucket.address, options),
      ),
    );
    return answer !== undefined;
  } catch (error) {
    throw explainOwner(error, bucket);
  }
}

/** The last of the settings stands for all of them. */
async function isSetUp(bucket: S3Bucket, call: Call): Promise<boolean> {
  try {
    const { Rules: rules = [] } = await sendToS3(
      { bucket, call, verb: 'look for', permission: 's3:GetLifecycleConfiguration' },
      (client, options) => client.getBucketLifecycleConfiguration(bucket.address, options),
    );
    return rules.some(({ ID }) => ID === lifecycleRule.ID);
  } catch (error) {
    if (serviceCodeOf(error) === 'NoSuchLifecycleConfiguration') return false;
    // Whoever may not see the settings may not change them either.
    if (TorchrelayError.isInstance(error) && error.code === 'ACCESS_DENIED') return true;
    throw error;
  }
}

/** A bucket of the default name that is another account's looks like one that may not be seen. */
function explainOwner(error: unknown, { isDefault, name }: S3Bucket): unknown {
  if (!isDefault || !TorchrelayError.isInstance(error) || error.code !== 'ACCESS_DENIED') {
    return error;
  }
  const { code, message, hint = '', data } = error;
  return new TorchrelayError({
    code,
    message,
    data,
    hint: `${hint} If ${name} is another account's bucket, give the store one of yours.`,
  });
}
