import type * as fileSystem from 'node:fs/promises';
import type * as aws from '@torchrelay/aws';
import type * as azure from '@torchrelay/azure';
import type * as core from '@torchrelay/core';
import type { Target } from '@torchrelay/core/target';
import type * as onThisMachine from '@torchrelay/local';

/**
 * What pages leave out of their code: an import that the page had above, or a thing of the reader's own. A snippet is
 * a module, so what it imports or declares itself hides what is here.
 */
declare global {
  const deploy: typeof core.deploy;
  const connect: typeof core.connect;
  const imageFile: typeof core.imageFile;
  const definePipeline: typeof core.definePipeline;
  const sagemaker: typeof aws.sagemaker;
  const azureml: typeof azure.azureml;
  const local: typeof onThisMachine.local;
  const readFile: typeof fileSystem.readFile;

  const target: Target;
  const endpoint: core.Endpoint;
  const reference: core.EndpointReference;
  const region: string;
  const subscription: string;
  const resourceGroup: string;
  const workspace: string;

  /** What a server was sent. */
  const request: Request;

  /** Judging a model is its owner's own affair. */
  const heldOut: readonly unknown[];
  function accuracyOn(endpoint: core.Endpoint, data: readonly unknown[]): Promise<number>;
}
