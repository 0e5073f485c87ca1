import { testTarget } from '@torchrelay/testing';
import { afterAll, describe, test, vi } from 'vitest';

import { azureml } from './azureml.ts';
import { startWorkspace } from './test-support/start-workspace.ts';

vi.setConfig({ testTimeout: 300_000 });

describe('azureml()', async () => {
  const { azure, settings, ...workspace } = await startWorkspace();
  afterAll(() => workspace[Symbol.asyncDispose]());

  testTarget({
    test,
    createTarget: () => azureml(settings),
    // What the server's image is built from stays, with the image, for whoever deploys next.
    audit: async () => [
      ...azure.resources(),
      ...(await azure.blobs()).filter((name) => !name.startsWith('torchrelay/engines/')),
    ],
    timing: { mostPollInMs: 5, firstRetryInMs: 5 },
    platform: {
      exhaust: (offerId) => azure.trouble({ exhausted: new Set([offerId.split('/')[1] ?? '']) }),
      replenish: () => azure.trouble({ exhausted: new Set() }),
      soundAlarm: (name) => azure.trouble({ alarms: new Set([name]) }),
      autoscale(name, instances) {
        for (const deployment of azure.endpoint(name)?.deployments.values() ?? []) {
          deployment.written = {
            ...deployment.written,
            sku: { name: 'Default', capacity: instances },
          };
        }
      },
    },
    // Each run is seconds: a sample of the requests, of which there are some two hundred.
    crashEvery: 97,
  });
});
