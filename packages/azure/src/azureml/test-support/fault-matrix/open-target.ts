import type { JsonObject, Target } from '@torchrelay/core/target';
import type { WorkspaceAddress } from '@torchrelay/stand-ins';

import { azureml } from '../../azureml.ts';
import { testSettings } from '../test-settings.ts';

export function openTarget(given: JsonObject): Target {
  const { timeoutInMs, ...address } = given as WorkspaceAddress & {
    /** Of whoever waits for an answer that never comes. */
    readonly timeoutInMs?: number;
  };
  const settings = testSettings(address);
  if (timeoutInMs === undefined) return azureml(settings);
  const { storage, timing } = settings;
  const silenceInMs = timeoutInMs;
  return azureml({
    ...settings,
    storage: { ...storage, timing: { ...storage?.timing, silenceInMs } },
    timing: { ...timing, silenceInMs },
  });
}

/** Azure's libraries, which take a second to load. */
export function warmUp(): Promise<unknown> {
  return Promise.all([import('@azure/core-rest-pipeline'), import('@azure/storage-blob')]);
}
