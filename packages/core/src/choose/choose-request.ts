import type { Need, Offer, PriceLimit } from '../target/offer.ts';

/** What is needed, and what there is to choose from. */
export interface ChooseRequest {
  readonly need: Need;
  readonly offers: readonly Offer[];
  /** The id of the offer that serves now: kept while it still satisfies. */
  readonly current?: string | undefined;
  /** Ids of offers, or instance types, that must not be taken. */
  readonly excludes?: readonly string[] | undefined;
  /** Only in these. */
  readonly regions?: readonly string[] | undefined;
  readonly priceLimit?: PriceLimit | undefined;
  /**
   * How many instances of an offer's type run at once at the worst moment of the change: what the quota has to
   * allow. By default `need.nodes`.
   */
  readonly peakOf?: ((offer: Offer) => number) | undefined;
}
