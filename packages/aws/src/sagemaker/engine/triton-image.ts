import { TorchrelayError } from '@torchrelay/core';

/** One release of NVIDIA Triton as SageMaker's own images have it. */
export interface TritonRelease {
  /** `26.05` */
  readonly version: string;
  /** `13.2` */
  readonly cuda: string;
  /** The least compute capability of a GPU that its CUDA runs on. */
  readonly computeCapability: number;
  /** The machine image whose driver that CUDA needs; the default one has a driver of 2021. */
  readonly amiVersion: string;
}

/**
 * The release that is used. Those before it, which SageMaker has too, are open to what NVIDIA published in its
 * bulletin 5828 of May 2026 (CVE-2026-24206, -24207, -24208). _read_: the table of images in SageMaker's Python SDK,
 * NVIDIA's release notes and bulletin, botocore's list of AMI versions.
 */
export const tritonRelease: TritonRelease = {
  version: '26.05',
  cuda: '13.2',
  computeCapability: 7.5,
  amiVersion: 'al2023-ami-sagemaker-inference-gpu-4-1',
};

/** The account that most regions have their images from. */
const commonAccount = '763104351884';

/** _read_: the table of images in SageMaker's Python SDK, `sagemaker-tritonserver` 26.05. */
export const imageAccounts: Readonly<Record<string, string>> = {
  'af-south-1': '626614931356',
  'ap-east-1': '871362719292',
  'ap-east-2': '975050140332',
  'ap-northeast-1': commonAccount,
  'ap-northeast-2': commonAccount,
  'ap-northeast-3': '364406365360',
  'ap-south-1': commonAccount,
  'ap-south-2': '772153158452',
  'ap-southeast-1': commonAccount,
  'ap-southeast-2': commonAccount,
  'ap-southeast-3': '907027046896',
  'ap-southeast-4': '457447274322',
  'ap-southeast-5': '550225433462',
  'ap-southeast-6': '633930458069',
  'ap-southeast-7': '590183813437',
  'ca-central-1': commonAccount,
  'ca-west-1': '204538143572',
  'eu-central-1': commonAccount,
  'eu-central-2': '380420809688',
  'eu-north-1': commonAccount,
  'eu-south-1': '692866216735',
  'eu-south-2': '503227376785',
  'eu-west-1': commonAccount,
  'eu-west-2': commonAccount,
  'eu-west-3': commonAccount,
  'il-central-1': '780543022126',
  'me-central-1': '914824155844',
  'me-south-1': '217643126080',
  'mx-central-1': '637423239942',
  'sa-east-1': commonAccount,
  'us-east-1': commonAccount,
  'us-east-2': commonAccount,
  'us-west-1': commonAccount,
  'us-west-2': commonAccount,
};

/**
 * Where a region has the image from.
 *
 * @throws TorchrelayError `ENGINE_UNAVAILABLE` for a region without one
 */
export function tritonImage(region: string): string {
  const account = imageAccounts[region];
  if (account === undefined) throw unavailable(region);
  return `${account}.dkr.ecr.${region}.amazonaws.com/sagemaker-tritonserver:${tritonRelease.version}-py3`;
}

function unavailable(region: string): TorchrelayError {
  return new TorchrelayError({
    code: 'ENGINE_UNAVAILABLE',
    message: `SageMaker has no Triton image in ${region}.`,
    hint: 'Deploy to another region, or give a server image of your own: image (--image).',
    data: { region },
  });
}
