import type { Target } from '@torchrelay/core/target';

import { CommandError } from '../errors/command-error.ts';
import { readPlace } from './read-place.ts';

const modes = ['real-time', 'async'] as const;

/** @param place `us-east-1?role=arn:…&bucket=my-models` */
export async function openSagemaker(place: string): Promise<Target> {
  const { path: region, settings } = readPlace({
    place,
    scheme: 'sagemaker',
    allowed: ['role', 'bucket', 'prefix', 'inferenceAmiVersion', 'kmsKeyId', 'mode'],
  });
  const { mode: asked, ...others } = settings;
  const mode = modes.find((known) => known === asked);
  if (asked !== undefined && mode === undefined) throw unknownMode(asked);
  const { sagemaker } = await import('@torchrelay/aws');
  return sagemaker({ region, ...others, ...(mode !== undefined && { mode }) });
}

function unknownMode(mode: string): CommandError {
  return new CommandError({
    message: `SageMaker has no endpoints of mode "${mode}".`,
    hint: 'Write mode=real-time, or mode=async for requests that are large or take long.',
  });
}
