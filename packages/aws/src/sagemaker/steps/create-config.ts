import type {
  CreateEndpointConfigInput,
  ProductionVariant,
  ProductionVariantInferenceAmiVersion,
  ProductionVariantInstanceType,
} from '@aws-sdk/client-sagemaker';
import type { StepResult } from '@torchrelay/core/target';

import { asyncPlace } from '../asynchronous/async-place.ts';
import { tritonRelease } from '../engine/triton-image.ts';
import { variantName } from '../plan/native-step.ts';
import { ask, isPresence } from '../sagemaker-request.ts';
import { type OurTags, poolTags } from '../tags.ts';
import { done, type StepRun, tagsFor, textOf } from './step-run.ts';

export async function doCreateConfig(run: StepRun): Promise<StepResult> {
  const { step, call, clients } = run;
  const client = await clients.sagemaker();
  const request = configRequest(run);
  try {
    await ask({
      attempt: `Cannot create the endpoint configuration ${step.target}`,
      permission: 'sagemaker:CreateEndpointConfig',
      abortSignal: call.abortSignal,
      send: (options) => client.createEndpointConfig(request, options),
    });
  } catch (error) {
    // Its name says what is in it: it is the same.
    if (!isPresence(error)) throw error;
  }
  return done;
}

function configRequest(run: StepRun): CreateEndpointConfigInput {
  const { kmsKeyId } = run.settings;
  return {
    EndpointConfigName: run.step.target,
    ProductionVariants: [variantOf(run)],
    ...(kmsKeyId !== undefined && { KmsKeyId: kmsKeyId }),
    ...asyncConfig(run),
    Tags: [...tagsFor(run), ...poolTags(poolOf(run))],
  };
}

/** Where an endpoint that answers through S3 puts its answers. */
function asyncConfig({
  call,
  storeLocation,
  settings: { mode, notify = {}, maxConcurrentRequests: most },
}: StepRun): Pick<CreateEndpointConfigInput, 'AsyncInferenceConfig'> {
  if (mode !== 'async') return {};
  const { name } = call.inputs['spec'] as Pick<OurTags, 'name'>;
  const { output, failure } = asyncPlace(storeLocation, name);
  const { successTopic, errorTopic } = notify;
  const topics = {
    ...(successTopic !== undefined && { SuccessTopic: successTopic }),
    ...(errorTopic !== undefined && { ErrorTopic: errorTopic }),
  };
  return {
    AsyncInferenceConfig: {
      OutputConfig: {
        S3OutputPath: output,
        S3FailurePath: failure,
        ...(Object.keys(topics).length > 0 && { NotificationConfig: topics }),
      },
      ...(most !== undefined && { ClientConfig: { MaxConcurrentInvocationsPerInstance: most } }),
    },
  };
}

function variantOf(run: StepRun): ProductionVariant {
  const { inputs } = run.call;
  const ami = amiVersion(run);
  return {
    VariantName: variantName,
    ModelName: textOf(run, 'model'),
    ...typesOf(run),
    InitialInstanceCount: Number(inputs['instances']),
    InitialVariantWeight: 1,
    ModelDataDownloadTimeoutInSeconds: Number(inputs['downloadTimeoutInSeconds']),
    ContainerStartupHealthCheckTimeoutInSeconds: Number(inputs['healthTimeoutInSeconds']),
    RoutingConfig: { RoutingStrategy: 'LEAST_OUTSTANDING_REQUESTS' },
    ...(ami !== undefined && { InferenceAmiVersion: ami }),
  };
}

/** Less than this would give up while SageMaker still looks; it is the same for all types together. */
const provisionTimeoutInSeconds = 1800;

/** The SDK's list of types is as old as the SDK; SageMaker itself judges. */
function typesOf(
  run: StepRun,
): Pick<
  ProductionVariant,
  'InstanceType' | 'InstancePools' | 'VariantInstanceProvisionTimeoutInSeconds'
> {
  const pool = poolOf(run);
  if (pool.length === 0) {
    return { InstanceType: textOf(run, 'instanceType') as ProductionVariantInstanceType };
  }
  const pools = pool.map((type, index) => ({
    InstanceType: type as ProductionVariantInstanceType,
    Priority: index + 1,
  }));
  return {
    InstancePools: pools,
    VariantInstanceProvisionTimeoutInSeconds: provisionTimeoutInSeconds,
  };
}

function poolOf({ call }: StepRun): readonly string[] {
  return (call.inputs['pool'] ?? []) as readonly string[];
}

/** Without a GPU there is no driver to choose. */
function amiVersion({ call, settings }: StepRun): ProductionVariantInferenceAmiVersion | undefined {
  if (call.inputs['hasGpu'] !== true) return undefined;
  const version = settings.inferenceAmiVersion ?? tritonRelease.amiVersion;
  return version as ProductionVariantInferenceAmiVersion;
}
