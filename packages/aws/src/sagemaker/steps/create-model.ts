import type { CreateModelInput } from '@aws-sdk/client-sagemaker';
import { modelName } from '@torchrelay/core/target-utils';
import type { StepResult } from '@torchrelay/core/target';

import { tritonImage } from '../engine/triton-image.ts';
import { ask, isPresence } from '../sagemaker-request.ts';
import { done, type StepRun, tagsFor, textOf } from './step-run.ts';

/** One request: SageMaker looks at nothing of it before an endpoint is made. */
export async function doCreateModel(run: StepRun): Promise<StepResult> {
  const { step, call, clients } = run;
  const client = await clients.sagemaker();
  const request = modelRequest(run);
  try {
    await ask({
      attempt: `Cannot create the model ${step.target}`,
      permission: 'sagemaker:CreateModel',
      abortSignal: call.abortSignal,
      send: (options) => client.createModel(request, options),
    });
  } catch (error) {
    // Its name says what is in it: it is the same.
    if (!isPresence(error)) throw error;
  }
  return done;
}

function modelRequest(run: StepRun): CreateModelInput {
  const { step, settings, storeLocation } = run;
  const { vpc, networkIsolation } = settings;
  return {
    ModelName: step.target,
    ExecutionRoleArn: textOf(run, 'role'),
    PrimaryContainer: {
      Image: textOf(run, 'image') || tritonImage(run.region),
      Environment: environmentOf(run),
      ModelDataSource: {
        S3DataSource: {
          S3Uri: `${storeLocation}/${textOf(run, 'packagePrefix')}`,
          S3DataType: 'S3Prefix',
          CompressionType: 'None',
        },
      },
    },
    ...(vpc !== undefined && {
      VpcConfig: { Subnets: [...vpc.subnets], SecurityGroupIds: [...vpc.securityGroupIds] },
    }),
    ...(networkIsolation !== undefined && { EnableNetworkIsolation: networkIsolation }),
    Tags: tagsFor(run),
  };
}

/** Triton prints every request unless it is told not to. Other servers are told nothing of ours. */
function environmentOf(run: StepRun): Record<string, string> {
  const given = run.call.inputs['environment'] as Record<string, string>;
  if (textOf(run, 'image') !== '') return given;
  return {
    SAGEMAKER_TRITON_DEFAULT_MODEL_NAME: modelName,
    SAGEMAKER_TRITON_LOG_VERBOSE: 'false',
    ...given,
  };
}
