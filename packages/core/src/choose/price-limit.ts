import { TorchrelayError } from '../errors/torchrelay-error.ts';
import type { PriceLimit } from '../target/offer.ts';

/** @throws TorchrelayError `PRICE_LIMIT_INVALID` */
export function priceLimitOf({
  maxUsdPerHour,
  allowUnknownPrice,
}: Partial<PriceLimit>): PriceLimit | undefined {
  if (maxUsdPerHour === undefined) return undefined;
  if (!(maxUsdPerHour >= 0)) throw limitInvalid(maxUsdPerHour);
  return { maxUsdPerHour, ...(allowUnknownPrice !== undefined && { allowUnknownPrice }) };
}

function limitInvalid(maxUsdPerHour: number): TorchrelayError {
  return new TorchrelayError({
    code: 'PRICE_LIMIT_INVALID',
    message: `${maxUsdPerHour} is no limit for a price.`,
    hint: 'Give US dollars per hour, for all instances together.',
    data: { maxUsdPerHour },
  });
}
