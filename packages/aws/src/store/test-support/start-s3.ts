import { S3 } from '@aws-sdk/client-s3';
import {
  type AwsStandIn,
  type FaultProxy,
  type ProxiedRequest,
  startAws,
  startFaultProxy,
} from '@torchrelay/stand-ins';

import type { S3StoreSettings } from '../s3-settings.ts';
import { type S3Store, s3Store } from '../s3-store.ts';

/** Moto's S3 behind a line that can be made bad, with a bucket in it. */
export interface StartedS3 extends AsyncDisposable {
  readonly aws: AwsStandIn;
  readonly proxy: FaultProxy;
  readonly bucket: string;
  /** Of stores that go by that line. Plain data, which another process can be given. */
  readonly settings: S3StoreSettings;
  createStore(settings: S3StoreSettings): S3Store;
  /** Asks past the line: what is really there. */
  readonly native: S3;
}

export async function startS3(options: Parameters<typeof startAws>[0] = {}): Promise<StartedS3> {
  const aws = await startAws(options);
  const proxy = await startFaultProxy(aws.endpoint);
  const { region, credentials } = aws;
  const native = new S3({ endpoint: aws.endpoint, region, credentials, forcePathStyle: true });
  const bucket = 'models-of-tests';
  await native.createBucket({ Bucket: bucket });
  const settings = { region, credentials, endpoint: proxy.url, bucket };
  return {
    aws,
    proxy,
    bucket,
    native,
    settings,
    createStore: (given) => s3Store({ ...settings, ...given }),
    async [Symbol.asyncDispose]() {
      native.destroy();
      await proxy[Symbol.asyncDispose]();
      await aws[Symbol.asyncDispose]();
    },
  };
}

export function isPart({ method, url }: ProxiedRequest): boolean {
  return method === 'PUT' && url.includes('partNumber=');
}

export function isCompletion({ method, url }: ProxiedRequest): boolean {
  return method === 'POST' && url.includes('uploadId=');
}

/** Of a request that sends a part. */
export function partNumber({ url }: ProxiedRequest): number {
  return Number(new URL(url, 'http://s3').searchParams.get('partNumber'));
}

/** A refusal as S3 words it. Source: its API reference, "Error responses". */
export function refusal(
  status: number,
  code: string,
  headers: Readonly<Record<string, string>> = {},
): { readonly status: number; readonly headers: Record<string, string>; readonly body: string } {
  return {
    status,
    headers: { 'content-type': 'application/xml', ...headers },
    body: `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>The words of S3.</Message><RequestId>4442587FB7D0A2F9</RequestId></Error>`,
  };
}
