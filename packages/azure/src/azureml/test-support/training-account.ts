import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  forgetTraining,
  type JobDefinition,
  train,
  type TrainingRun,
  type TrainOptions,
} from '@torchrelay/core';
import type { Target } from '@torchrelay/core/target';
import { type AzureMlStandIn, startAddingContainer, startAzureMl } from '@torchrelay/stand-ins';

import type { AzureMlSettings } from '../azureml-settings.ts';
import { azureml } from '../azureml.ts';
import { testSettings } from './test-settings.ts';

/** A workspace of the stand-in, and a folder with a script. */
export interface TrainingAccount extends AsyncDisposable {
  readonly azure: AzureMlStandIn;
  readonly settings: AzureMlSettings;
  readonly options: TrainOptions;
  readonly target: (settings?: Partial<AzureMlSettings>) => Target;
  readonly definition: (changes?: Partial<JobDefinition>) => JobDefinition;
  readonly start: (
    changes?: Partial<JobDefinition>,
    settings?: Partial<AzureMlSettings>,
  ) => Promise<TrainingRun>;
  /** Forgets the job. */
  readonly startAgain: (settings?: Partial<AzureMlSettings>) => Promise<void>;
}

const trainingName = 'demo';

export async function startTrainingAccount({
  script,
  trainingPython,
}: {
  readonly script: string;
  readonly trainingPython: string;
}): Promise<TrainingAccount> {
  const azure = await startAzureMl({ start: startAddingContainer, trainingPython });
  const settings = testSettings(azure);
  const folder = mkdtempSync(join(tmpdir(), 'torchrelay-test-'));
  mkdirSync(join(folder, 'code'));
  writeFileSync(join(folder, 'code', 'train.py'), script);
  const options = {
    cacheFolder: join(folder, 'cache'),
    timing: { mostPollInMs: 20, firstRetryInMs: 10 },
  };
  const definition: TrainingAccount['definition'] = (changes = {}) => ({
    name: trainingName,
    source: join(folder, 'code'),
    entry: 'train.py',
    accelerator: 'cpu',
    ...changes,
  });
  const target: TrainingAccount['target'] = (own = {}) => azureml({ ...settings, ...own });
  return {
    azure,
    settings,
    options,
    target,
    definition,
    start: async (changes, own) => train(definition(changes), target(own), options),
    startAgain: (own) => forgetTraining(trainingName, target(own), options),
    async [Symbol.asyncDispose]() {
      rmSync(folder, { recursive: true });
      await azure[Symbol.asyncDispose]();
    },
  };
}
