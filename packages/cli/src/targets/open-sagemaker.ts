import type { Target } from '@torchrelay/core/target';

import { readPlace } from './read-place.ts';

/** @param place `us-east-1?role=arn:…&bucket=my-models` */
export async function openSagemaker(place: string): Promise<Target> {
  const { path: region, settings } = readPlace({
    place,
    scheme: 'sagemaker',
    allowed: ['role', 'bucket', 'prefix', 'inferenceAmiVersion', 'kmsKeyId'],
  });
  const { sagemaker } = await import('@torchrelay/aws');
  return sagemaker({ region, ...settings });
}
