import type { JobFailure } from '@torchrelay/core/target';

import { explainFailure } from '../failure/explain-failure.ts';

interface Pattern extends JobFailure {
  readonly says: RegExp;
}

/**
 * `FailureReason` of jobs, and refusals of `CreateTrainingJob`. _read_: SageMaker's API reference and the texts that
 * users have published. What is not here may be in the table of endpoints.
 */
const patterns: readonly Pattern[] = [
  {
    says: /CapacityError|Unable to provision requested ML compute capacity|InsufficientInstanceCapacity/i,
    code: 'NO_CAPACITY',
    hint: 'AWS has none of these instances free just now. Allow another type (--accelerator), let SageMaker choose among several (sagemaker({ instancePools: true })), wait longer, or try another region.',
  },
  {
    says: /No S3 objects found|Data download failed|Failed to download data|Access ?Denied.*s3:\/\/|s3:(?:GetObject|ListBucket)/i,
    code: 'DATA_NOT_READABLE',
    hint: 'Check that there are objects under that prefix, in a bucket of the same region, and that the execution role has s3:GetObject and s3:ListBucket on it, and its key where the bucket is encrypted with one.',
  },
  {
    says: /Artifact upload failed|s3:PutObject|upload .*(?:denied|failed)/i,
    code: 'RESULT_NOT_WRITTEN',
    hint: 'Allow the execution role s3:PutObject below jobs/ of the store, and its key where the bucket is encrypted with one.',
  },
  {
    says: /CannotPullContainer|Cannot pull|repository .* (?:does not exist|not found)|image .* (?:not found|does not exist)|ecr:/i,
    code: 'IMAGE_NOT_READABLE',
    hint: 'Check that the image exists in that region, and that the execution role may read it (ecr:BatchGetImage, ecr:GetDownloadUrlForLayer).',
  },
];

/** What SageMaker means; `undefined` where the script itself failed, or nobody has met it before. */
export function explainJob(said: string): JobFailure | undefined {
  const found = patterns.find(({ says }) => says.test(said)) ?? explainFailure(said);
  return found && { code: found.code, hint: found.hint };
}

/** Of a job that has failed: nothing where its own script is to blame. */
export function failureOf(reason: string): JobFailure | undefined {
  if (reason.startsWith('AlgorithmError')) return isOutOfMemory(reason) ? outOfMemory : undefined;
  return explainJob(reason);
}

const outOfMemory: JobFailure = {
  code: 'OUT_OF_MEMORY',
  hint: 'The script was killed, most likely since the node had no more memory: take a larger type, smaller batches, or fewer processes.',
};

function isOutOfMemory(reason: string): boolean {
  return /exit code: 137\b|OutOfMemory|\bOOM\b/.test(reason) && !reason.includes('CUDA');
}

/** A machine broke, and not the job: another attempt goes on. */
export function isLostNode(reason: string): boolean {
  return reason.startsWith('InternalServerError');
}

/** Whether a reason says more than an exit code. */
export function hasWords(reason: string): boolean {
  return reason.replace(/^AlgorithmError: ?/, '').replace(/,? *exit code: \d+\.?$/i, '') !== '';
}
