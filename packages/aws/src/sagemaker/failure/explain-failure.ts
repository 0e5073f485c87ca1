import type { Recovery } from '@torchrelay/core';

/** What a sentence of SageMaker's means for us. */
export interface FailureMeaning {
  readonly code: string;
  readonly hint: string;
  readonly recovery: Recovery;
}

interface Pattern extends FailureMeaning {
  readonly says: RegExp;
}

/**
 * SageMaker says nearly everything in words: under one code where it refuses a request, in `FailureReason` where an
 * endpoint has failed. _read_: its API reference and the texts that users have published.
 */
const patterns: readonly Pattern[] = [
  {
    says: /InsufficientInstanceCapacity|Unable to provision requested ML compute capacity|CapacityError/i,
    code: 'NO_CAPACITY',
    hint: 'AWS has none of these instances free just now. Allow another type or region (--accelerator, --region), or try later.',
    recovery: 'next-offer',
  },
  {
    says: /account-level service limit|ResourceLimitExceeded/i,
    code: 'QUOTA_EXCEEDED',
    hint: 'Ask for it: aws service-quotas request-service-quota-increase --service-code sagemaker, for the quota that is named.',
    recovery: 'next-offer',
  },
  {
    says: /is not available in this region|is not supported in|not available in availability zone/i,
    code: 'NOT_OFFERED',
    hint: 'Choose another instance type, or another region.',
    recovery: 'next-offer',
  },
  {
    says: /did not pass the ping health check/i,
    code: 'SERVER_NOT_READY',
    hint: 'The server in the container did not start. Its last lines say why: torchrelay logs NAME',
    recovery: 'never',
  },
  {
    says: /CannotStartContainerError|failed to start|exec format error/i,
    code: 'SERVER_NOT_STARTED',
    hint: 'The image could not be started on that instance. Check that it is for linux/amd64 and has an entry point.',
    recovery: 'never',
  },
  {
    says: /CUDA driver version is insufficient|compatibility mode is UNAVAILABLE|nvidia driver/i,
    code: 'DRIVER_TOO_OLD',
    hint: 'The instance’s NVIDIA driver is older than the image’s CUDA needs. Choose a newer inferenceAmiVersion, or an image with an older CUDA.',
    recovery: 'never',
  },
  {
    says: /Could not assume role|is invalid or.*assumed|sts:AssumeRole|trust relationship|role .* cannot be assumed/i,
    code: 'ROLE_NOT_USABLE',
    hint: 'Let the role trust sagemaker.amazonaws.com (its trust policy), and check that it exists.',
    recovery: 'never',
  },
  {
    says: /Could not access model data|No objects found|Could not find model data|Access denied.*s3|s3:GetObject/i,
    code: 'PACKAGE_NOT_READABLE',
    hint: 'Allow the execution role s3:GetObject and s3:ListBucket on the bucket of the packages, and its key where the bucket is encrypted with one.',
    recovery: 'never',
  },
  {
    says: /\bECR\b|repository .* (?:does not exist|not found)|image .* (?:not found|cannot be pulled)|CannotPullContainer/i,
    code: 'IMAGE_NOT_READABLE',
    hint: 'Check that the image exists in that region, and that the execution role may read it (ecr:BatchGetImage, ecr:GetDownloadUrlForLayer).',
    recovery: 'never',
  },
  {
    says: /Failed to download model data|Model data download timed out|ModelDataDownloadTimeout/i,
    code: 'PACKAGE_NOT_LOADED',
    hint: 'The package did not arrive in time. Deploy again; if it goes on, look at the network of the endpoint (vpc: an S3 gateway endpoint is needed).',
    recovery: 'never',
  },
];

/** What SageMaker means by a sentence; `undefined` where nobody has met it before. */
export function explainFailure(said: string): FailureMeaning | undefined {
  return patterns.find(({ says }) => says.test(said));
}
