import { startAddingContainer, startAzureMl } from '@torchrelay/stand-ins';
import { testTraining } from '@torchrelay/testing';
import { afterAll, describe, test, vi } from 'vitest';

import { azureml } from '../azureml.ts';
import { testSettings } from '../test-support/test-settings.ts';
import { servingPython } from '../test-support/serving-python.ts';

// Each job starts processes that import PyTorch.
vi.setConfig({ testTimeout: 120_000 });

describe('azureml()', async () => {
  const azure = await startAzureMl({
    start: startAddingContainer,
    trainingPython: servingPython(),
  });
  afterAll(() => azure[Symbol.asyncDispose]());
  const settings = testSettings(azure);
  testTraining({
    test,
    createTarget: () => azureml(settings),
    audit: async () => [...azure.resources(), ...(await azure.blobs())],
    timing: { mostPollInMs: 100, firstRetryInMs: 20 },
    job: { accelerator: 'cpu' },
    // What was written in the last half second is not in the mounted folder yet, and would be lost.
    async interrupt({ id, spec: { checkpointPrefix } }) {
      await vi.waitFor(async () => {
        const blobs = await azure.blobs();
        if (!blobs.some((name) => name.includes(checkpointPrefix))) throw new Error('none is kept');
      }, 20_000);
      azure.interruptJob(id);
    },
  });
});
