import type { Offer, TrainSpec } from '@torchrelay/core/target';

import type { SagemakerSettings } from '../sagemaker-settings.ts';

/** What SageMaker takes into one list. _spec_: botocore's model. */
const mostTypes = 5;

/**
 * The types that SageMaker may take by itself, the chosen one first. As many processes are started on each node
 * whichever it takes, so all have as many GPUs; and all have disks of their own, or none has.
 */
export function preferredTypes(
  { offer, ladder, spot }: Pick<TrainSpec, 'offer' | 'ladder' | 'spot'>,
  { instancePools }: SagemakerSettings,
): readonly string[] {
  const others =
    instancePools === true && !spot ? ladder.filter((other) => isAlike(offer, other)) : [];
  const types = new Set([offer, ...others].map(({ instanceType }) => instanceType));
  return [...types].slice(0, mostTypes);
}

function isAlike(one: Offer, other: Offer): boolean {
  return (
    one.region === other.region &&
    one.accelerator?.count === other.accelerator?.count &&
    (one.localStorageBytes === undefined) === (other.localStorageBytes === undefined)
  );
}
