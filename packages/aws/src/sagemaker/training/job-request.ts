import type {
  Channel,
  CreateTrainingJobRequest,
  ResourceConfig,
  StoppingCondition,
  TrainingInstanceType,
} from '@aws-sdk/client-sagemaker';
import type { TrainingData, TrainSpec } from '@torchrelay/core/target';

import type { SagemakerSettings } from '../sagemaker-settings.ts';
import { jobTags } from './job-tags.ts';
import { networkPresets } from './network-presets.ts';
import { preferredTypes } from './preferred-types.ts';
import { withProviderOptions } from './provider-options.ts';
import { pytorchImage } from './pytorch-image.ts';

export interface JobPlace {
  /** `s3://bucket/prefix`, without a slash at the end. */
  readonly storeLocation: string;
  readonly role: string;
}

/** `CreateTrainingJob` of one attempt. Arguments, environment and secrets are no part of it: they are in `job.json`. */
export function jobRequest(
  spec: TrainSpec,
  settings: SagemakerSettings,
  { storeLocation, role }: JobPlace,
): CreateTrainingJobRequest {
  const { vpc, networkIsolation, tags, training = {} } = settings;
  const presets = networkPresets(spec);
  const request: CreateTrainingJobRequest = {
    TrainingJobName: spec.id,
    RoleArn: role,
    AlgorithmSpecification: {
      TrainingImage: imageOf(spec),
      TrainingInputMode: 'File',
      ContainerEntrypoint: ['python3', '/opt/ml/input/data/torchrelay-job/run_training.py'],
      ContainerArguments: ['--platform', 'sagemaker'],
    },
    InputDataConfig: [
      channel('torchrelay-job', `${storeLocation}/${spec.inputPrefix}`),
      channel('torchrelay-code', `${storeLocation}/${spec.codePrefix}`),
      ...Object.entries(spec.data).map(([name, data]) => dataChannel(name, data, storeLocation)),
    ],
    OutputDataConfig: {
      S3OutputPath: `${storeLocation}/${spec.outputPrefix.replace(/\/$/, '')}`,
      CompressionType: 'NONE',
    },
    CheckpointConfig: {
      S3Uri: `${storeLocation}/${spec.checkpointPrefix}`,
      LocalPath: '/opt/ml/checkpoints',
    },
    ResourceConfig: resources(spec, settings),
    StoppingCondition: stopping(spec),
    ...(spec.spot && { EnableManagedSpotTraining: true }),
    ...(Object.keys(presets).length > 0 && { Environment: { ...presets } }),
    ...(vpc !== undefined && {
      VpcConfig: { Subnets: [...vpc.subnets], SecurityGroupIds: [...vpc.securityGroupIds] },
    }),
    ...(networkIsolation !== undefined && { EnableNetworkIsolation: networkIsolation }),
    ...(training.encryptTraffic === true && { EnableInterContainerTrafficEncryption: true }),
    Tags: jobTags(spec, storeLocation, tags),
  };
  return withProviderOptions(request, spec.providerOptions);
}

export function imageOf({ image, offer }: Pick<TrainSpec, 'image' | 'offer'>): string {
  return image ?? pytorchImage(offer.region, offer.accelerator !== undefined);
}

function channel(name: string, uri: string, mode: 'File' | 'FastFile' = 'File'): Channel {
  return {
    ChannelName: name,
    DataSource: {
      S3DataSource: {
        S3DataType: 'S3Prefix',
        S3Uri: uri,
        S3DataDistributionType: 'FullyReplicated',
      },
    },
    InputMode: mode,
  };
}

function dataChannel(name: string, data: TrainingData, storeLocation: string): Channel {
  // Folders are brought to the store before: this target reads none where they are.
  if (data.kind === 'folder') throw new Error(`The data ${name} is a folder of this machine.`);
  const uri = data.kind === 'uri' ? data.uri : `${storeLocation}/${data.prefix}`;
  return channel(name, uri, data.mode === 'stream' ? 'FastFile' : 'File');
}

const volumeInGB = 100;

/** Types with disks of their own take neither another disk nor a key for it. */
function resources(spec: TrainSpec, settings: SagemakerSettings): ResourceConfig {
  const { kmsKeyId, training: { keepAliveInMs = 0, volumeSizeInGB = volumeInGB } = {} } = settings;
  const hasOwnDisks = spec.offer.localStorageBytes !== undefined;
  const types = preferredTypes(spec, settings);
  return {
    // The SDK's list of types is as old as the SDK; SageMaker itself judges.
    ...(types.length > 1
      ? {
          InstancePreferences: types.map((type) => ({
            InstanceType: type as TrainingInstanceType,
          })),
        }
      : { InstanceType: spec.offer.instanceType as TrainingInstanceType }),
    InstanceCount: spec.nodes,
    ...(!hasOwnDisks && { VolumeSizeInGB: volumeSizeInGB }),
    ...(!hasOwnDisks && kmsKeyId !== undefined && { VolumeKmsKeyId: kmsKeyId }),
    ...(keepAliveInMs > 0 && { KeepAlivePeriodInSeconds: Math.ceil(keepAliveInMs / 1000) }),
  };
}

/** What SageMaker lets a job wait on demand, and only one with GPUs. _spec_: botocore's model. */
const [leastPending, mostPending] = [1800, 2_419_200];

const dayInMs = 24 * 60 * 60_000;

/** At spot prices one limit is over waiting and running together. */
function stopping({
  maxRunTimeInMs,
  maxWaitInMs = dayInMs,
  spot,
  offer,
}: TrainSpec): StoppingCondition {
  const [running, waiting] = [Math.ceil(maxRunTimeInMs / 1000), Math.ceil(maxWaitInMs / 1000)];
  if (spot) return { MaxRuntimeInSeconds: running, MaxWaitTimeInSeconds: running + waiting };
  const pending = Math.min(mostPending, Math.max(leastPending, waiting));
  return {
    MaxRuntimeInSeconds: running,
    ...(offer.accelerator !== undefined && { MaxPendingTimeInSeconds: pending }),
  };
}
