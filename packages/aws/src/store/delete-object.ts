import { attemptsOf } from '../client/aws-failure.ts';
import { isAbsence, type KeyRequest, preconditionFailed } from './object-head.ts';
import { objectKey, sendToS3 } from './s3-request.ts';

/** Deleting what is not there succeeds, unless it was to be a certain version. */
export async function deleteObject(
  request: KeyRequest,
  { ifMatch }: { readonly ifMatch?: string },
): Promise<void> {
  const { bucket, key } = request;
  const condition = ifMatch === undefined ? {} : { IfMatch: ifMatch };
  try {
    await sendToS3(
      { ...request, verb: 'delete', permission: 's3:DeleteObject' },
      (client, options) =>
        client.deleteObject(
          { ...bucket.address, Key: objectKey(bucket, key), ...condition },
          options,
        ),
    );
  } catch (error) {
    if (!isAbsence(error)) throw error;
    // Of a request that was repeated, the first one may have done it.
    const isOurs = attemptsOf(error) > 1;
    if (ifMatch !== undefined && !isOurs) throw preconditionFailed(request, 'removed');
  }
}
