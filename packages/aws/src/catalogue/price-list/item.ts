import { TorchrelayError } from '@torchrelay/core';

/** One thing that AWS sells, with its price: the form of GetProducts, which the bulk files write in two places. */
export interface PriceListItem {
  readonly sku: string;
  /** Different for each service: `instanceName`, `component`, `marketoption`, … */
  readonly attributes: Readonly<Record<string, string>>;
  /** Its terms of purchase on demand. */
  readonly onDemand: readonly PriceListTerm[];
}

export interface PriceListTerm {
  readonly priceDimensions: Readonly<Record<string, PriceDimension>>;
}

interface PriceDimension {
  readonly unit?: string;
  readonly pricePerUnit?: Readonly<Record<string, string>>;
}

interface WrittenItem {
  readonly product?: {
    readonly sku?: string;
    readonly attributes?: Readonly<Record<string, string>>;
  };
  readonly terms?: { readonly OnDemand?: Readonly<Record<string, PriceListTerm>> };
}

/**
 * Reads one element of `PriceList`, which is JSON inside JSON.
 *
 * @throws TorchrelayError `PRICE_LIST_UNREADABLE`: AWS writes it otherwise than it did
 */
export function readPriceListItem(text: string): PriceListItem {
  const { product, terms } = parse(text);
  if (typeof product?.sku !== 'string' || typeof product.attributes !== 'object') {
    throw unreadable(text);
  }
  return {
    sku: product.sku,
    attributes: product.attributes,
    onDemand: Object.values(terms?.OnDemand ?? {}),
  };
}

function parse(text: string): WrittenItem {
  try {
    return (JSON.parse(text) ?? {}) as WrittenItem;
  } catch (error) {
    throw unreadable(text, error);
  }
}

function unreadable(text: string, cause?: unknown): TorchrelayError {
  return new TorchrelayError({
    code: 'PRICE_LIST_UNREADABLE',
    message: `An item of the AWS Price List has no product with a SKU and attributes: ${text.slice(0, 80)}`,
    hint: 'Please report this: AWS seems to write its price list in another way than it did.',
    cause,
  });
}
