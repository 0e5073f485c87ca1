import { checkKey } from '@torchrelay/core/target-utils';
import type { Call, ObjectStore, UnfinishedUpload } from '@torchrelay/core/target';

import { doBucketStep } from './bucket/bucket-step.ts';
import { observeBucket, type S3StoreState } from './bucket/observe-bucket.ts';
import { planBucket } from './bucket/plan-bucket.ts';
import { copyObject } from './copy-object.ts';
import { deleteObject } from './delete-object.ts';
import { listObjects } from './list-objects.ts';
import { listUploads } from './multipart/list-uploads.ts';
import { removeUpload } from './multipart/remove-upload.ts';
import { findObject, type KeyRequest } from './object-head.ts';
import { readObject } from './read-object.ts';
import { openBucket, type S3Bucket } from './s3-bucket.ts';
import { locationOf } from './s3-request.ts';
import type { S3StoreSettings } from './s3-settings.ts';
import { writeObject } from './write-object.ts';

/** A bucket of S3, or a part of one, as an object store. */
export interface S3Store extends ObjectStore {
  doObserve(call: Call): Promise<S3StoreState>;
  /** `s3://bucket/prefix`, also of a bucket that is not there yet: without a look at it. */
  location(call: Call): Promise<string>;
  /** Uploads that were begun and not ended, by this store's prefix: some may still be under way. */
  doListUploads(call: Call): AsyncIterable<UnfinishedUpload>;
  /** Removes one with its parts. Whoever is sending it fails with `UPLOAD_OVERTAKEN`, and may begin again. */
  doRemoveUpload(upload: Pick<UnfinishedUpload, 'key' | 'uploadId'>, call: Call): Promise<void>;
}

/**
 * Nothing is asked, and the SDK is not loaded, before the first call.
 *
 * @example
 * const store = s3Store({ region: 'us-east-1' });
 * for (const step of store.plan(await store.doObserve({}))) await store.doStep(step, { inputs: {} });
 */
export function s3Store(settings: S3StoreSettings = {}): S3Store {
  let opened: S3Bucket | undefined;

  async function bucketFor(call: Call): Promise<S3Bucket> {
    return (opened ??= await openBucket(settings, call));
  }

  async function requestOf(key: string, call: Call): Promise<KeyRequest> {
    return { key: checkKey(key), bucket: await bucketFor(call), call };
  }

  return {
    doObserve: async (call) => observeBucket(await bucketFor(call), call),
    location: async (call) => locationOf(await bucketFor(call)),
    plan: (state) =>
      planBucket(state, {
        isHalfMade: 'isHalfMade' in state && state.isHalfMade === true,
        isNamed: settings.bucket !== undefined,
      }),
    doStep: async (step, call) => doBucketStep(await bucketFor(call), step, call),
    doHead: async (key, call) => (await findObject(await requestOf(key, call)))?.head,
    doRead: async (key, call) => readObject(await requestOf(key, call)),
    doWrite: async (key, source, options, call) =>
      writeObject({ ...(await requestOf(key, call)), source, options }),
    doCopy: async (fromKey, toKey, call) =>
      copyObject(checkKey(fromKey), await requestOf(toKey, call)),
    async *doList(prefix, call) {
      yield* listObjects({ bucket: await bucketFor(call), call }, prefix);
    },
    doDelete: async (key, options, call) => deleteObject(await requestOf(key, call), options),
    async *doListUploads(call) {
      yield* listUploads({ bucket: await bucketFor(call), call }, '');
    },
    doRemoveUpload: async ({ key, uploadId }, call) =>
      removeUpload({ bucket: await bucketFor(call), key, uploadId, call }),
  };
}
