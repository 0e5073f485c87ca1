import type { Model } from '@torchrelay/torchscript';

import type { ApplyContext } from '../apply/context.ts';
import { withRetries } from '../apply/retry.ts';
import { chooseOffer } from '../choose/choose-offer.ts';
import type { Need } from '../target/offer.ts';
import type { OfferRequest } from '../target/serving.ts';

/**
 * Says that a model fits nowhere before minutes are spent on it: by its weights alone, the least that it needs. What
 * it needs besides, quota and price are judged with the plan.
 *
 * @throws TorchrelayError `NO_OFFER`, and what the target throws: nobody is signed in, for one
 */
export async function checkFit({
  model: { totals },
  request: { accelerator, gpusPerNode, regions, excludes },
  context,
}: {
  readonly model: Pick<Model, 'totals'>;
  readonly request: OfferRequest;
  readonly context: ApplyContext;
}): Promise<void> {
  const need: Need = {
    purpose: 'serving',
    accelerator,
    memoryBytes: totals.storageBytes,
    hostMemoryBytes: totals.storageBytes,
    ...(gpusPerNode !== undefined && { gpusPerNode }),
    nodes: 1,
  };
  const { serving, abortSignal } = context;
  const offers = await withRetries(() => serving.doOffers(need, { abortSignal }), context);
  chooseOffer({ need, offers, regions, excludes, peakOf: () => 0 });
}
