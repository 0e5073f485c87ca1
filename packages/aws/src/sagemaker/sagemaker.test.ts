import { startAddingContainer, startSagemaker } from '@torchrelay/stand-ins';
import { testTarget } from '@torchrelay/testing';
import { afterAll, describe, test, vi } from 'vitest';

import { s3Store } from '../store/s3-store.ts';
import { sagemaker } from './sagemaker.ts';

vi.setConfig({ testTimeout: 300_000 });

describe('sagemaker()', async () => {
  const aws = await startSagemaker({ start: startAddingContainer });
  afterAll(() => aws[Symbol.asyncDispose]());
  const { endpoint, region, credentials } = aws;
  const settings = { endpoint, region, credentials, lookUp: false };
  const store = s3Store(settings);

  testTarget({
    test,
    createTarget: () => sagemaker(settings),
    audit: async () => [
      ...(await aws.resources()),
      ...(await Array.fromAsync(store.doList('', {}), ({ key }) => `object ${key}`)),
      ...(await Array.fromAsync(store.doListUploads({}), ({ key }) => `upload ${key}`)),
    ],
    timing: { mostPollInMs: 15, firstRetryInMs: 20 },
    platform: {
      exhaust: (offerId) => void aws.trouble({ exhaust: [offerId.split('/')[1] ?? ''] }),
      replenish: () => void aws.trouble({ replenish: true }),
      rollBackNextUpdate: (name) => void aws.trouble({ rollBack: [name] }),
      autoscale: (name, instances) => aws.trouble({ scale: { [name]: instances } }),
      expire: (name) => aws.trouble({ expire: [name] }),
      soundAlarm: (name) => void aws.trouble({ soundAlarm: [name] }),
    },
    // Without a role in its settings, one is made. A deployment is some sixty requests: a sample of the places to be killed at.
    crashEvery: 200,
  });
});
