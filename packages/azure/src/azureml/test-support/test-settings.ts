import { type WorkspaceAddress, workspaceSettings } from '@torchrelay/stand-ins';

import type { AzureMlSettings } from '../azureml-settings.ts';

/** As a stand-in gives them, with waits that are short enough for tests. */
export function testSettings(address: WorkspaceAddress): AzureMlSettings {
  const { storage, ...settings } = workspaceSettings(address);
  return {
    ...settings,
    storage: { ...storage, timing: { retryInMs: 1, copyPollInMs: 5 } },
    timing: { delayInMs: 1 },
  };
}
