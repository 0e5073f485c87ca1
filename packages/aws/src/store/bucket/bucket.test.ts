import { textSource } from '@torchrelay/core';
import type { Step } from '@torchrelay/core/target';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { type S3Store, s3Store } from '../s3-store.ts';
import type { S3StoreSettings } from '../s3-settings.ts';
import { failureOf } from '../test-support/failure-of.ts';
import { refusal, type StartedS3, startS3 } from '../test-support/start-s3.ts';

const name = 'torchrelay-123456789012-us-east-1';
const inName = { Bucket: name };

let s3: StartedS3;
let store: S3Store;

beforeAll(async () => {
  s3 = await startS3();
});

beforeEach(async () => {
  await s3.aws.reset();
  await s3.native.createBucket({ Bucket: s3.bucket });
  s3.proxy.requests.length = 0;
  s3.proxy.fault = () => undefined;
  store = defaultStore();
});

afterAll(() => s3[Symbol.asyncDispose]());

/** Without a bucket in its settings. */
function defaultStore(settings: S3StoreSettings = {}): S3Store {
  const { bucket: _, ...rest } = s3.settings;
  return s3Store({ ...rest, ...settings });
}

async function carryOut(steps: readonly Step[], of: S3Store = store): Promise<void> {
  for (const step of steps) await of.doStep(step, { inputs: {} });
}

const planned = async (of: S3Store = store): Promise<readonly Step[]> =>
  of.plan(await of.doObserve({}));

const ids = (steps: readonly Step[]): readonly string[] => steps.map(({ id }) => id);

const settingIds = [
  `bucket/${name}/public-access-block`,
  `bucket/${name}/bucket-policy`,
  `bucket/${name}/bucket-encryption`,
  `bucket/${name}/lifecycle-rule`,
];

describe('the default bucket', () => {
  test('has the name of account and region, and does not exist before it is planned', async () => {
    expect(await store.doObserve({})).toMatchObject({ location: `s3://${name}`, exists: false });
    expect(ids(await planned())).toEqual([`bucket/${name}`, ...settingIds]);
    expect((await s3.native.listBuckets({})).Buckets?.map(({ Name }) => Name)).not.toContain(name);
  });

  test('is made closed to the public and to plain HTTP, encrypted, and without lasting leftovers', async () => {
    await carryOut(await planned());
    const { PublicAccessBlockConfiguration } = await s3.native.getPublicAccessBlock(inName);
    expect(PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    });
    const { Policy = '' } = await s3.native.getBucketPolicy(inName);
    expect(JSON.parse(Policy)).toMatchObject({
      Statement: [
        {
          Effect: 'Deny',
          Principal: '*',
          Resource: [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`],
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    });
    const encryption = await s3.native.getBucketEncryption(inName);
    expect(encryption.ServerSideEncryptionConfiguration?.Rules).toMatchObject([
      { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
    ]);
    const { Rules } = await s3.native.getBucketLifecycleConfiguration(inName);
    expect(Rules).toMatchObject([
      { Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } },
    ]);
  });

  test('needs nothing more once it is made, and keeps what is in it when the plan is repeated', async () => {
    const steps = await planned();
    await carryOut(steps);
    await store.doWrite('a', textSource('a'), {}, {});
    expect(await planned()).toEqual([]);
    expect(await store.doObserve({})).toMatchObject({ exists: true });
    await carryOut(steps);
    expect(await store.doHead('a', {})).toMatchObject({ size: 1 });
  });

  test.each([1, 2, 3, 4])(
    'is set up again where its maker was gone after step %i',
    async (made) => {
      const steps = await planned();
      await carryOut(steps.slice(0, made));
      const again = defaultStore();
      expect(await again.doObserve({})).toMatchObject({ exists: true, isHalfMade: true });
      expect(ids(await planned(again))).toEqual(settingIds);
      await carryOut(await planned(again), again);
      expect(await planned(again)).toEqual([]);
    },
  );

  test('asks for the permission of each request, and for no other', async () => {
    const steps = await planned();
    expect(steps.flatMap(({ permissions }) => permissions)).toEqual([
      's3:CreateBucket',
      's3:PutBucketPublicAccessBlock',
      's3:PutBucketPolicy',
      's3:PutEncryptionConfiguration',
      's3:PutLifecycleConfiguration',
    ]);
    for (const step of steps) {
      s3.proxy.fault = () => refusal(403, 'AccessDenied');
      const error = await failureOf(store.doStep(step, { inputs: {} }));
      expect(error.hint).toContain(`Allow ${step.permissions.join()} on arn:aws:s3:::${name} `);
    }
  });

  test('is not touched, and not trusted, where another account has made it before', async () => {
    await s3.native.createBucket(inName);
    const other = defaultStore({ credentials: await ofAnotherAccount() });
    const mine = await other.doObserve({});
    expect(mine.location).not.toBe(`s3://${name}`);
    // Whoever knows the number of an account can make the bucket that it would have.
    await s3.native.createBucket({ Bucket: new URL(mine.location).hostname });
    const error = await failureOf(other.doObserve({}));
    expect(error.code).toBe('ACCESS_DENIED');
    expect(error.hint).toContain("another account's bucket, give the store one of yours");
    const write = other.doWrite('a', textSource('secret weights'), {}, {});
    expect((await failureOf(write)).code).toBe('ACCESS_DENIED');
  });

  test('is left as it is by whoever may not see its settings', async () => {
    await carryOut((await planned()).slice(0, 1));
    s3.proxy.fault = ({ url }) =>
      url.includes('lifecycle') ? refusal(403, 'AccessDenied') : undefined;
    expect(await planned()).toEqual([]);
  });

  test('is waited for where the servers that set it up do not know it yet', async () => {
    const [make, setting] = await planned();
    if (make === undefined || setting === undefined) throw new Error('nothing is planned');
    expect(await store.doStep(setting, { inputs: {} })).toMatchObject({
      state: 'pending',
      detail: 'waiting until the new bucket is known',
    });
    await carryOut([make]);
    expect(await store.doStep(setting, { inputs: {} })).toEqual({ state: 'done' });
  });

  test('made by two at once is made', async () => {
    const steps = await planned();
    await Promise.all([carryOut(steps), carryOut(steps, defaultStore())]);
    expect(await planned()).toEqual([]);
  });

  test('is encrypted with the key that the settings name', async () => {
    const kmsKey = 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    const encrypted = defaultStore({ kmsKey });
    await carryOut(await planned(encrypted), encrypted);
    const encryption = await s3.native.getBucketEncryption(inName);
    expect(encryption.ServerSideEncryptionConfiguration?.Rules).toMatchObject([
      {
        ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: kmsKey },
        BucketKeyEnabled: true,
      },
    ]);
  });

  test('lies in the region of the settings', async () => {
    const there = defaultStore({ region: 'eu-west-1' });
    await carryOut(await planned(there), there);
    const location = await s3.native.getBucketLocation({
      Bucket: 'torchrelay-123456789012-eu-west-1',
    });
    expect(location.LocationConstraint).toBe('eu-west-1');
  });

  test('of China has the ARNs of China', async () => {
    const there = defaultStore({ region: 'cn-north-1' });
    const sent: string[] = [];
    const steps = await planned(there);
    s3.proxy.fault = ({ url }) => {
      sent.push(url);
      return refusal(403, 'AccessDenied');
    };
    const [make] = steps;
    if (make === undefined) throw new Error('nothing is planned');
    const error = await failureOf(there.doStep(make, { inputs: {} }));
    expect(error.hint).toContain('arn:aws-cn:s3:::torchrelay-123456789012-cn-north-1');
    expect(sent).toHaveLength(1);
  });
});

describe('a bucket that the settings name', () => {
  test('is planned where it is missing', async () => {
    const named = s3.createStore({ bucket: 'team-models' });
    expect(await named.doObserve({})).toMatchObject({
      location: 's3://team-models/torchrelay',
      exists: false,
    });
    await carryOut(await planned(named), named);
    await named.doWrite('a', textSource('a'), {}, {});
    expect(await planned(named)).toEqual([]);
    const { Contents } = await s3.native.listObjectsV2({ Bucket: 'team-models' });
    expect(Contents?.map(({ Key }) => Key)).toEqual(['torchrelay/a']);
  });

  test('is tagged as it is made, with the permission for that', async () => {
    const named = s3.createStore({ bucket: 'team-models' });
    const [make, ...rest] = await planned(named);
    expect(make?.permissions).toEqual(['s3:CreateBucket', 's3:TagResource']);
    expect(rest.map(({ kind }) => kind)).toHaveLength(settingIds.length);
    await carryOut(make === undefined ? [] : [make], named);
    const { TagSet } = await s3.native.getBucketTagging({ Bucket: 'team-models' });
    expect(TagSet).toEqual([{ Key: 'torchrelay', Value: 'made' }]);
  });

  test.each([1, 2, 4])(
    'is set up again where torchrelay made it and was gone after step %i',
    async (made) => {
      const named = s3.createStore({ bucket: 'team-models', region: 'eu-west-1' });
      const steps = await planned(named);
      await carryOut(steps.slice(0, made), named);
      expect(await named.doObserve({})).toMatchObject({ exists: true, isHalfMade: true });
      const again = await planned(named);
      expect(ids(again)).toEqual(ids(steps.slice(1)));
      await carryOut(again, named);
      expect(await planned(named)).toEqual([]);
    },
  );

  test('with tags of its owner is its owner’s to set up', async () => {
    const TagSet = [{ Key: 'team', Value: 'vision' }];
    await s3.native.putBucketTagging({ Bucket: s3.bucket, Tagging: { TagSet } });
    expect(await planned(s3.createStore({}))).toEqual([]);
  });

  test('whose tags may not be seen is left as it is', async () => {
    const named = s3.createStore({ bucket: 'team-models' });
    await carryOut((await planned(named)).slice(0, 1), named);
    s3.proxy.fault = ({ url }) =>
      url.includes('tagging') ? refusal(403, 'AccessDenied') : undefined;
    expect(await planned(named)).toEqual([]);
  });

  test('keeps the settings that its owner gave it', async () => {
    const named = s3.createStore({});
    expect(await named.doObserve({})).toMatchObject({ exists: true, isHalfMade: false });
    expect(await planned(named)).toEqual([]);
  });

  test('asks nobody whose account it is', async () => {
    await s3.createStore({}).doHead('a', {});
    expect(s3.proxy.requests.map(({ method }) => method)).toEqual(['HEAD']);
  });

  test.each([
    ['', 's3://models-of-tests'],
    ['a/b', 's3://models-of-tests/a/b'],
    ['/a/b/', 's3://models-of-tests/a/b'],
  ])('with the prefix "%s" is %s', async (prefix, location) => {
    expect((await s3.createStore({ prefix }).doObserve({})).location).toBe(location);
  });

  test.each(['s3://models', 'Models', 'a', '127.0.0.1', 'models/demo', '-models'])(
    'is not called "%s"',
    async (bucket) => {
      const error = await failureOf(s3.createStore({ bucket }).doObserve({}));
      expect(error).toMatchObject({ code: 'STORE_REFUSED' });
      expect(error.hint).toContain('the name alone');
    },
  );

  test('has no prefix that a URL would spell otherwise', async () => {
    const error = await failureOf(s3.createStore({ prefix: 'über uns' }).doObserve({}));
    expect(error.code).toBe('STORE_REFUSED');
  });

  test('that is in another region is refused before anything is made, with the region it is in', async () => {
    s3.proxy.fault = () =>
      refusal(301, 'PermanentRedirect', { 'x-amz-bucket-region': 'eu-west-1' });
    const error = await failureOf(s3.createStore({}).doObserve({}));
    expect(error.code).toBe('WRONG_REGION');
    expect(error.message).toContain('the bucket is in eu-west-1, not in us-east-1');
  });

  test('that may not be looked at is refused, with what is missing', async () => {
    s3.proxy.fault = () => ({ status: 403 });
    const error = await failureOf(s3.createStore({}).doObserve({}));
    expect(error.code).toBe('ACCESS_DENIED');
    expect(error.hint).toContain(`Allow s3:ListBucket on arn:aws:s3:::${s3.bucket} `);
  });

  test('that is of another account than it must be is refused', async () => {
    const error = await failureOf(s3.createStore({ bucketOwner: '210987654321' }).doHead('a', {}));
    expect(error.code).toBe('ACCESS_DENIED');
  });
});

/** Moto gives a role's credentials to whoever asks, and remembers which account the role is of. */
async function ofAnotherAccount(): Promise<NonNullable<S3StoreSettings['credentials']>> {
  const { STS } = await import('@aws-sdk/client-sts');
  const { region, credentials, endpoint } = s3.aws;
  const sts = new STS({ region, credentials, endpoint });
  const { Credentials } = await sts.assumeRole({
    RoleArn: 'arn:aws:iam::210987654321:role/other',
    RoleSessionName: 'other',
  });
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
  };
}
