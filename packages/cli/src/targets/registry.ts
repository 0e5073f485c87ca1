import type { Call, Target } from '@torchrelay/core/target';

import { openAzureml } from './open-azureml.ts';
import { openModule } from './open-module.ts';
import { openSagemaker, sagemakerRegions } from './open-sagemaker.ts';

/** What a scheme on the command line stands for. */
export interface TargetEntry {
  readonly scheme: string;
  /** As it is written, with what follows the scheme. */
  readonly usage: string;
  readonly summary: string;
  /** Whether something that is deployed there costs nothing: then nobody is asked. */
  readonly isFree: boolean;
  /** Whether this machine runs a model once before anything is paid there. */
  readonly rehearsesHere: boolean;
  /** What follows the scheme is `place`; empty when nothing does. */
  readonly open: (place: string) => Promise<Target>;
  /** The same place in every region that the account can use; absent where a place is not in a region of many. */
  readonly inAllRegions?: (place: string, call: Call) => Promise<readonly string[]>;
}

/** The one list of targets. Each is loaded when it is named, and not before. */
export const targets: readonly TargetEntry[] = [
  {
    scheme: 'local',
    usage: 'local',
    summary: 'this machine, with PyTorch',
    isFree: true,
    // By itself, in the very place.
    rehearsesHere: false,
    open: async () => (await import('@torchrelay/local')).local({ detached: true }),
  },
  {
    scheme: 'sagemaker',
    usage: 'sagemaker://REGION',
    summary:
      'Amazon SageMaker, as whoever is signed in to AWS; ?role=ARN&bucket=NAME where they are given',
    isFree: false,
    rehearsesHere: true,
    open: openSagemaker,
    inAllRegions: sagemakerRegions,
  },
  {
    scheme: 'azureml',
    usage: 'azureml://SUBSCRIPTION/GROUP/WORKSPACE',
    summary: 'a workspace of Azure Machine Learning, as whoever is signed in to Azure',
    isFree: false,
    rehearsesHere: true,
    open: openAzureml,
  },
  {
    scheme: 'module',
    usage: 'module:PATH',
    summary: 'a target of your own: the default export of a JavaScript file',
    isFree: false,
    rehearsesHere: false,
    open: openModule,
  },
];
