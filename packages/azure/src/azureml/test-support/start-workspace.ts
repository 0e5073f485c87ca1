import {
  type AzureMlOptions,
  type AzureMlStandIn,
  startAddingContainer,
  startAzureMl,
} from '@torchrelay/stand-ins';

import type { AzureMlSettings } from '../azureml-settings.ts';
import { testSettings } from './test-settings.ts';

export interface TestWorkspace extends AsyncDisposable {
  readonly azure: AzureMlStandIn;
  readonly settings: AzureMlSettings;
}

/** A workspace, and what is needed to reach it. */
export async function startWorkspace(
  options: Partial<AzureMlOptions> = {},
): Promise<TestWorkspace> {
  const azure = await startAzureMl({ start: startAddingContainer, ...options });
  return {
    azure,
    settings: testSettings(azure),
    [Symbol.asyncDispose]: () => azure[Symbol.asyncDispose](),
  };
}
