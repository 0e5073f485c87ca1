import { connect, deploy, type DeployOptions, destroy, type Endpoint } from '@torchrelay/core';
import {
  type FaultProxy,
  type SagemakerStandIn,
  startAddingContainer,
  startFaultProxy,
  startSagemaker,
} from '@torchrelay/stand-ins';
import { addModel } from '@torchrelay/testing';

import { s3Store } from '../../store/s3-store.ts';
import { sagemaker } from '../sagemaker.ts';

/** An account on the stand-in, behind a line that can be made faulty, where models that add are deployed. */
export interface ServingAccount extends AsyncDisposable {
  readonly aws: SagemakerStandIn;
  readonly line: FaultProxy;
  readonly settings: StandInSettings;
  /** Deploys y = x + offset. */
  readonly deployAdd: (offset: 1 | 2 | 3, options?: DeployOptions) => Promise<Endpoint>;
  /** What the deployment adds now. */
  readonly servedOffset: () => Promise<number>;
  /** Everything that exists: resources, objects, uploads. */
  readonly everything: () => Promise<readonly string[]>;
  /** From nothing, and without any trouble. */
  readonly startAgain: () => Promise<void>;
}

/** `sagemaker()`'s, of which nothing is left open. */
type StandInSettings = {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly role: string;
  readonly lookUp: false;
};

const deploymentName = 'demo';

const timing = { mostPollInMs: 10, firstRetryInMs: 10 };

/** The models' signature, so that nothing has to be rehearsed. */
export const declared: DeployOptions = {
  name: deploymentName,
  inputs: { x: 'FP32[-1]' },
  outputs: { y: 'FP32[-1]' },
  examples: { x: [1, 2, 3] },
  rehearseOn: false,
  timing,
};

export async function startServingAccount(): Promise<ServingAccount> {
  const aws = await startSagemaker({ start: startAddingContainer });
  const line = await startFaultProxy(aws.endpoint);
  const { region, credentials, role } = aws;
  const settings = { endpoint: line.url, region, credentials, role, lookUp: false } as const;
  const store = s3Store({ ...settings, endpoint: aws.endpoint });
  return {
    aws,
    line,
    settings,
    deployAdd: async (offset, options = {}) =>
      deploy(addModel(offset), sagemaker(settings), { ...declared, ...options }),
    async servedOffset() {
      const endpoint = await connect(deploymentName, sagemaker(settings));
      const { y } = await endpoint.predict({ x: [10] });
      return Number(Array.from(y?.data as Float32Array)[0]) - 10;
    },
    everything: async () => [
      ...(await aws.resources()),
      ...(await Array.fromAsync(store.doList('', {}), ({ key }) => `object ${key}`)),
      ...(await Array.fromAsync(store.doListUploads({}), ({ key }) => `upload ${key}`)),
    ],
    async startAgain() {
      line.fault = () => undefined;
      await aws.trouble({ replenish: true });
      await destroy(deploymentName, sagemaker(settings), { timing });
    },
    async [Symbol.asyncDispose]() {
      await line[Symbol.asyncDispose]();
      await aws[Symbol.asyncDispose]();
    },
  };
}
