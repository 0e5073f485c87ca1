import type { Target } from '@torchrelay/core/target';

import { CommandError } from '../errors/command-error.ts';
import { readPlace } from './read-place.ts';

const texts = ['role', 'bucket', 'prefix', 'inferenceAmiVersion', 'kmsKeyId'] as const;
const modes = ['real-time', 'async'] as const;

/** @param place `us-east-1?role=arn:…&bucket=my-models` */
export async function openSagemaker(place: string): Promise<Target> {
  const { path: region, settings } = readPlace({
    place,
    scheme: 'sagemaker',
    allowed: [...texts, 'mode', 'instancePools'],
  });
  const { mode, instancePools, ...others } = settings;
  const chosen = {
    ...(mode !== undefined && { mode: oneOf('mode', mode, modes) }),
    ...(instancePools !== undefined && {
      instancePools: oneOf('instancePools', instancePools, ['true', 'false']) === 'true',
    }),
  };
  const { sagemaker } = await import('@torchrelay/aws');
  return sagemaker({ region, ...others, ...chosen });
}

function oneOf<const Choice extends string>(
  setting: string,
  given: string,
  choices: readonly Choice[],
): Choice {
  const found = choices.find((choice) => choice === given);
  if (found !== undefined) return found;
  throw new CommandError({
    message: `The setting "${setting}" of the target "sagemaker" cannot be "${given}".`,
    hint: `Write ${choices.map((choice) => `${setting}=${choice}`).join(' or ')}.`,
  });
}
