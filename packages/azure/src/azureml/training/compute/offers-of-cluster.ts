import { TorchrelayError } from '@torchrelay/core';
import type { Call, Offer } from '@torchrelay/core/target';

import type { MlClient } from '../../client/ml-client.ts';
import { findCluster } from './make-cluster.ts';

/**
 * Of a cluster that is there, its own type alone is on offer.
 *
 * @throws TorchrelayError `COMPUTE_MISSING`
 */
export async function offersOfCluster({
  client,
  compute,
  offers,
  call,
}: {
  readonly client: MlClient;
  readonly compute: string;
  readonly offers: readonly Offer[];
  readonly call: Call;
}): Promise<readonly Offer[]> {
  const found = await findCluster(client, compute, call);
  const size = found?.properties.properties?.vmSize?.toLowerCase();
  if (size !== undefined)
    return offers.filter(({ instanceType }) => instanceType.toLowerCase() === size);
  throw new TorchrelayError({
    code: 'COMPUTE_MISSING',
    message:
      found === undefined
        ? `The workspace has no compute "${compute}".`
        : `The compute "${compute}" is no cluster that jobs can be sent to (${found.properties.computeType}).`,
    hint: 'Look for its name: az ml compute list. Or let it be made: training.makeCompute. Without training.compute, jobs run on serverless compute.',
  });
}
