import { startAddingContainer, startSagemaker } from '@torchrelay/stand-ins';
import { testTraining } from '@torchrelay/testing';
import { afterAll, describe, test, vi } from 'vitest';

import { s3Store } from '../../store/s3-store.ts';
import { sagemaker } from '../sagemaker.ts';
import { servingPython } from '../test-support/serving-python.ts';

// Each job starts processes that import PyTorch.
vi.setConfig({ testTimeout: 120_000 });

describe('sagemaker()', async () => {
  const aws = await startSagemaker({
    start: startAddingContainer,
    trainingPython: servingPython(),
  });
  afterAll(() => aws[Symbol.asyncDispose]());
  const { endpoint, region, credentials } = aws;
  const settings = { endpoint, region, credentials, lookUp: false };
  const store = s3Store(settings);
  testTraining({
    test,
    // Without a role in its settings, one is made.
    createTarget: () => sagemaker(settings),
    audit: async () => [
      ...(await aws.resources()),
      ...(await Array.fromAsync(store.doList('', {}), ({ key }) => `object ${key}`)),
      ...(await Array.fromAsync(store.doListUploads({}), ({ key }) => `upload ${key}`)),
    ],
    timing: { mostPollInMs: 50, firstRetryInMs: 20 },
    job: { accelerator: 'cpu' },
    interrupt: ({ id }) => aws.trouble({ interrupt: [id] }),
  });
});
