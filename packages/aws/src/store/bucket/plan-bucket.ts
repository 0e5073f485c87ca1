import type { Change, Step, StoreState } from '@torchrelay/core/target';

/** The settings that are made one by one, each with a request of its own. */
export const bucketKinds = {
  bucket: 'bucket',
  publicAccess: 'public access block',
  policy: 'bucket policy',
  encryption: 'bucket encryption',
  lifecycle: 'lifecycle rule',
} as const;

/**
 * What makes the bucket, where it is not there, and what sets it up: closed to the public, to plain HTTP and to
 * bills for uploads that nobody ends. Pure.
 */
export function planBucket(
  { location, exists }: StoreState,
  { isHalfMade, isNamed }: { readonly isHalfMade: boolean; readonly isNamed: boolean },
): readonly Step[] {
  const name = bucketIn(location);
  if (!exists) return [make(name, { isNamed }), ...settings(name, [makeId(name)])];
  return isHalfMade ? settings(name, []) : [];
}

function bucketIn(location: string): string {
  return new URL(location).hostname;
}

const makeId = (name: string): string => `bucket/${name}`;

/** One whose name the settings chose is tagged as it is made. */
function make(name: string, { isNamed }: { readonly isNamed: boolean }): Step {
  return {
    id: makeId(name),
    action: 'create',
    kind: bucketKinds.bucket,
    target: name,
    after: [],
    inputs: {},
    changes: [{ path: 'name', after: name }],
    permissions: ['s3:CreateBucket', ...(isNamed ? ['s3:TagResource'] : [])],
  };
}

function settings(name: string, after: readonly string[]): readonly Step[] {
  const setting = (
    kind: string,
    { permission, ...change }: Change & { readonly permission: string },
  ): Step => ({
    id: `${makeId(name)}/${kind.replaceAll(' ', '-')}`,
    action: 'update',
    kind,
    target: name,
    after,
    inputs: {},
    changes: [change],
    permissions: [permission],
  });
  // The last of them tells later that all were made.
  return [
    setting(bucketKinds.publicAccess, {
      path: 'publicAccess',
      after: 'blocked',
      permission: 's3:PutBucketPublicAccessBlock',
    }),
    setting(bucketKinds.policy, {
      path: 'plainHttp',
      after: 'refused',
      permission: 's3:PutBucketPolicy',
    }),
    setting(bucketKinds.encryption, {
      path: 'encryption',
      after: 'on',
      permission: 's3:PutEncryptionConfiguration',
    }),
    setting(bucketKinds.lifecycle, {
      path: 'unfinishedUploads',
      after: 'removed after 7 days',
      permission: 's3:PutLifecycleConfiguration',
    }),
  ];
}
