import { deploy } from '@torchrelay/core';
import type { DeployOptions, Endpoint } from '@torchrelay/core';
import { addModel } from '@torchrelay/testing';

import { azureml } from '../azureml.ts';
import type { AzureMlSettings } from '../azureml-settings.ts';
import type { TestWorkspace } from './start-workspace.ts';

export const timing = { mostPollInMs: 5, firstRetryInMs: 2 };

export interface Deploying {
  readonly offset?: 1 | 2 | 3;
  readonly options?: DeployOptions;
  readonly settings?: Partial<AzureMlSettings>;
}

/** Deploys a model that adds an offset, as `demo`. */
export function deployAdd(
  workspace: Pick<TestWorkspace, 'settings'>,
  { offset = 1, options, settings }: Deploying = {},
): Promise<Endpoint> {
  const target = azureml({ ...workspace.settings, ...settings });
  return deploy(addModel(offset), target, {
    name: 'demo',
    inputs: { x: 'FP32[-1]' },
    outputs: { y: 'FP32[-1]' },
    examples: { x: [1, 2, 3] },
    rehearseOn: false,
    timing,
    ...options,
  });
}

/** What it answers to 10 and 20. */
export async function answerOf(endpoint: Pick<Endpoint, 'predict'>): Promise<number[]> {
  const { y } = await endpoint.predict({ x: [10, 20] });
  return Array.from(y?.data as Float32Array, Number);
}
