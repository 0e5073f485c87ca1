import { fileURLToPath } from 'node:url';

import type { JsonObject } from '@torchrelay/core/target';
import {
  type Azurite,
  type Course,
  deploymentCourse,
  type FaultAccount,
  type FaultProxy,
  type FaultSubject,
  startAddingContainer,
  startAzureMl,
  startFaultProxy,
} from '@torchrelay/stand-ins';

import { nameCall } from './name-call.ts';
import { refusal } from './refusals.ts';

export interface AzuremlSubjectOptions {
  /** @default that of a deployment */
  readonly course?: Course;
  /** For jobs. */
  readonly trainingPython?: string;
}

/** `azureml()` on the stand-in, with a workspace for each deployment, all of them in one storage account. */
export function azuremlSubject(
  azurite: Azurite,
  { course = deploymentCourse, ...options }: AzuremlSubjectOptions = {},
): FaultSubject {
  return {
    provider: 'azureml',
    course,
    section: 'azureml',
    nameCall,
    isWaiting: (call) => /^arm:GET (?:mfeOperations|onlineEndpoints\/|environments\/)/.test(call),
    isTurn: (call) => /^(?:arm:GET jobs\/|history:GET .*\/details$)/.test(call),
    isChanging: (call) => /^arm:(?:PUT|PATCH|DELETE)|^blob:(?:PUT|DELETE)/.test(call),
    refusal,
    program: fileURLToPath(new URL('open-target.ts', import.meta.url)),
    open: (deployment) => openWorkspace({ azurite, deployment, ...options }),
  };
}

async function openWorkspace({
  azurite,
  deployment,
  trainingPython,
}: {
  readonly azurite: Azurite;
  readonly deployment: string;
  readonly trainingPython?: string;
}): Promise<FaultAccount> {
  // The store's line is the one that faults are put on: the others ask it.
  const line = await startFaultProxy(azurite.accountUrl);
  const behind = async (url: string): Promise<FaultProxy> => {
    const proxy = await startFaultProxy(url);
    proxy.fault = (request) => line.fault(request);
    return proxy;
  };
  const azure = await startAzureMl({
    start: startAddingContainer,
    looks: 1,
    azurite,
    front: behind,
    ...(trainingPython !== undefined && { trainingPython }),
  });
  const manager = await behind(azure.url);
  const { subscription, resourceGroup, workspace, storage } = azure;
  return {
    line,
    settings: {
      subscription,
      resourceGroup,
      workspace,
      url: manager.url,
      storage: { ...storage, accountUrl: line.url },
    },
    address: async (target) => addressOf(await target.serving?.doObserve(deployment, {})),
    interrupt: async (job) => azure.interruptJob(job),
    // What the server's image is built from stays, with the image, for whoever deploys next.
    audit: async () => [
      ...azure.resources(),
      ...(await azure.blobs()).filter((name) => !name.startsWith('torchrelay/engines/')),
    ],
    async [Symbol.asyncDispose]() {
      await manager[Symbol.asyncDispose]();
      await line[Symbol.asyncDispose]();
      // Last, since it fails where the specification was broken.
      await azure[Symbol.asyncDispose]();
    },
  };
}

function addressOf(found: { readonly address: unknown } | undefined): JsonObject {
  return (found?.address ?? {}) as JsonObject;
}
