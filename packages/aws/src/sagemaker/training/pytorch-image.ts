import { TorchrelayError } from '@torchrelay/core';

import { imageAccounts } from '../engine/triton-image.ts';

/** One release of AWS's own training image. */
export interface PytorchRelease {
  /** Of PyTorch. */
  readonly version: string;
  readonly python: string;
  readonly cuda: string;
  /** The tags of `<account>.dkr.ecr.<region>.amazonaws.com/pytorch`. */
  readonly tags: { readonly gpu: string; readonly cpu: string };
  /** Until when AWS mends it: ISO 8601. */
  readonly patchedUntil: string;
}

/**
 * The release that is used: the PyTorch that our own tests run. _read_: the data of AWS's Deep Learning Containers,
 * `pytorch` 2.13 (Amazon Linux 2023, with boto3, EFA and NCCL).
 */
export const pytorchRelease: PytorchRelease = {
  version: '2.13',
  python: '3.12',
  cuda: '13.3',
  tags: { gpu: '2.13-cu133-amzn2023-sagemaker', cpu: '2.13-cpu-amzn2023-sagemaker' },
  patchedUntil: '2027-07-20',
};

/** Triton has no images there, PyTorch has. _read_: the same. */
const further: Readonly<Record<string, string>> = {
  'cn-north-1': '727897471807',
  'cn-northwest-1': '727897471807',
  'us-gov-east-1': '446045086412',
  'us-gov-west-1': '442386744353',
};

/**
 * Where a region has the image from.
 *
 * @throws TorchrelayError `ENGINE_UNAVAILABLE` for a region without one
 */
export function pytorchImage(region: string, hasGpu: boolean): string {
  const account = imageAccounts[region] ?? further[region];
  if (account === undefined) throw unavailable(region);
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const { gpu, cpu } = pytorchRelease.tags;
  return `${account}.dkr.ecr.${region}.${domain}/pytorch:${hasGpu ? gpu : cpu}`;
}

function unavailable(region: string): TorchrelayError {
  return new TorchrelayError({
    code: 'ENGINE_UNAVAILABLE',
    message: `SageMaker has no PyTorch training image in ${region}.`,
    hint: 'Train in another region, or give an image of your own: image (--image).',
    data: { region },
  });
}
