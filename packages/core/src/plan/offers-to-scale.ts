import type { Offer } from '../target/offer.ts';
import type { Deployment } from '../target/serving.ts';
import type { ScaleIntent } from './intent.ts';

/**
 * More or fewer of what serves: another type of instance would be another change. Where the target no longer lists
 * the type, what was known when it was chosen has to do.
 */
export function offersToScale(
  offers: readonly Offer[],
  { release }: ScaleIntent,
  live: Deployment | undefined,
): readonly Offer[] {
  const { offer } = release.spec;
  const current = live?.serving?.offerId ?? offer.id;
  const listed = offers.filter(({ id }) => id === current);
  return listed.length > 0 || offer.id !== current ? listed : [offer];
}
