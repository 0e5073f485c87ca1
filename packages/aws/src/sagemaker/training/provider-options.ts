import type { CreateTrainingJobRequest } from '@aws-sdk/client-sagemaker';
import type { Json } from '@torchrelay/core/target';

/** Without them a job would not be ours, or not the one that was planned. */
export const ownFields: ReadonlySet<string> = new Set([
  'TrainingJobName',
  'RoleArn',
  'InputDataConfig',
  'OutputDataConfig',
  'CheckpointConfig',
  'HyperParameters',
  'EnableManagedSpotTraining',
]);

/**
 * Fields of `CreateTrainingJob` in AWS's own words, laid over what torchrelay asks for, one level deep:
 * `{ RetryStrategy: { MaximumRetryAttempts: 3 }, ResourceConfig: { TrainingPlanArn: 'arn:…' } }`.
 */
export function withProviderOptions(
  request: CreateTrainingJobRequest,
  options: Json,
): CreateTrainingJobRequest {
  if (!isObject(options)) return request;
  const given = Object.entries(options).map(([field, value]): [string, unknown] => {
    const ours: unknown = request[field as keyof CreateTrainingJobRequest];
    if (Array.isArray(ours) && Array.isArray(value)) return [field, [...ours, ...value]];
    return [field, isObject(ours) && isObject(value) ? { ...ours, ...value } : value];
  });
  return { ...request, ...Object.fromEntries(given) };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
