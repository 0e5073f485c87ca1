import { TorchrelayError } from '@torchrelay/core';
import type { Call, StoreState } from '@torchrelay/core/target';

import { serviceCodeOf } from '../../client/aws-failure.ts';
import { unlessAbsent } from '../object-head.ts';
import type { S3Bucket } from '../s3-bucket.ts';
import { locationOf, sendToS3 } from '../s3-request.ts';
import { lifecycleRule, madeByUs } from './bucket-settings.ts';

export interface S3StoreState extends StoreState {
  /** Whether making the bucket was begun and not ended, so that its settings may be missing. */
  readonly isHalfMade: boolean;
}

export async function observeBucket(bucket: S3Bucket, call: Call): Promise<S3StoreState> {
  const location = locationOf(bucket);
  const exists = await isThere(bucket, call);
  const isHalfMade = exists && (await isOurs(bucket, call)) && !(await isSetUp(bucket, call));
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

/** What others have made is theirs to set up. */
async function isOurs(bucket: S3Bucket, call: Call): Promise<boolean> {
  if (bucket.isDefault) return true;
  const tags = await unlessHidden(async () => {
    const { TagSet } = await sendToS3(
      { bucket, call, verb: 'look for', permission: 's3:GetBucketTagging' },
      (client, options) => client.getBucketTagging(bucket.address, options),
    );
    return TagSet ?? [];
  }, 'NoSuchTagSet');
  return (tags ?? []).some(({ Key, Value }) => Key === madeByUs.Key && Value === madeByUs.Value);
}

/** The last of the settings stands for all of them. */
async function isSetUp(bucket: S3Bucket, call: Call): Promise<boolean> {
  const rules = await unlessHidden(async () => {
    const { Rules } = await sendToS3(
      { bucket, call, verb: 'look for', permission: 's3:GetLifecycleConfiguration' },
      (client, options) => client.getBucketLifecycleConfiguration(bucket.address, options),
    );
    return Rules ?? [];
  }, 'NoSuchLifecycleConfiguration');
  // Whoever may not see the settings may not change them either.
  return rules === undefined || rules.some(({ ID }) => ID === lifecycleRule.ID);
}

/** A list of the bucket's: empty where S3 has none, absent where the caller may not see it. */
async function unlessHidden<T>(
  read: () => Promise<readonly T[]>,
  noneCode: string,
): Promise<readonly T[] | undefined> {
  try {
    return await read();
  } catch (error) {
    if (serviceCodeOf(error) === noneCode) return [];
    if (TorchrelayError.isInstance(error) && error.code === 'ACCESS_DENIED') return undefined;
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
