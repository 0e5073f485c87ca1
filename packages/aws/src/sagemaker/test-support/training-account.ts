import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { SageMaker } from '@aws-sdk/client-sagemaker';
import {
  forgetTraining,
  type JobDefinition,
  train,
  type TrainingRun,
  type TrainOptions,
} from '@torchrelay/core';
import type { Target } from '@torchrelay/core/target';
import { type SagemakerStandIn, startAddingContainer, startSagemaker } from '@torchrelay/stand-ins';

import type { SagemakerSettings } from '../sagemaker-settings.ts';
import { sagemaker } from '../sagemaker.ts';

/** An account on the stand-in, and a folder with a script. */
export interface TrainingAccount extends AsyncDisposable {
  readonly aws: SagemakerStandIn;
  readonly settings: SagemakerSettings;
  readonly native: SageMaker;
  readonly options: TrainOptions;
  readonly target: (settings?: SagemakerSettings) => Target;
  readonly definition: (changes?: Partial<JobDefinition>) => JobDefinition;
  readonly start: (
    changes?: Partial<JobDefinition>,
    settings?: SagemakerSettings,
  ) => Promise<TrainingRun>;
  /** Forgets the job, without any trouble. */
  readonly startAgain: () => Promise<void>;
}

export const trainingName = 'demo';

export async function startTrainingAccount({
  script,
  trainingPython,
}: {
  readonly script: string;
  readonly trainingPython?: string;
}): Promise<TrainingAccount> {
  const aws = await startSagemaker({
    start: startAddingContainer,
    ...(trainingPython !== undefined && { trainingPython }),
  });
  const { endpoint, region, credentials, role } = aws;
  const settings = { endpoint, region, credentials, role, lookUp: false };
  const folder = mkdtempSync(join(tmpdir(), 'torchrelay-test-'));
  mkdirSync(join(folder, 'code'));
  writeFileSync(join(folder, 'code', 'train.py'), script);
  const options = {
    cacheFolder: join(folder, 'cache'),
    timing: { mostPollInMs: 20, firstRetryInMs: 10 },
  };
  const native = new SageMaker({ endpoint, region, credentials });
  const definition: TrainingAccount['definition'] = (changes = {}) => ({
    name: trainingName,
    source: join(folder, 'code'),
    entry: 'train.py',
    accelerator: 'cpu',
    ...changes,
  });
  const target: TrainingAccount['target'] = (own = {}) => sagemaker({ ...settings, ...own });
  return {
    aws,
    settings,
    native,
    options,
    target,
    definition,
    start: async (changes, own) => train(definition(changes), target(own), options),
    async startAgain() {
      await aws.trouble({ replenish: true });
      await forgetTraining(trainingName, target(), options);
    },
    async [Symbol.asyncDispose]() {
      native.destroy();
      rmSync(folder, { recursive: true });
      await aws[Symbol.asyncDispose]();
    },
  };
}

/** Lets moto keep a secret, and gives its ARN. */
export async function keepSecret(
  aws: SagemakerStandIn,
  name: string,
  value: string,
): Promise<string> {
  const scope = `${aws.credentials.accessKeyId}/20260101/${aws.region}/secretsmanager/aws4_request`;
  const response = await fetch(aws.endpoint, {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'secretsmanager.CreateSecret',
    },
    body: JSON.stringify({
      Name: name,
      SecretString: value,
      ClientRequestToken: '0'.repeat(32),
    }),
  });
  return ((await response.json()) as { readonly ARN: string }).ARN;
}
