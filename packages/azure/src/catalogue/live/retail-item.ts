import { type JsonRecord, numberOf, textOf } from './json-shape.ts';
import { regionName } from './region-name.ts';

/** A price of a Linux machine, as one row of Azure's price list says it. */
export interface RetailPrice {
  /** As the list writes it: `Standard_NC24ads_A100_v4`. */
  readonly size: string;
  readonly region: string;
  readonly market: 'on-demand' | 'spot';
  readonly usdPerHour: number;
  /** Milliseconds since 1970. */
  readonly since: number;
}

type Read = { readonly price: RetailPrice } | { readonly dropped: string };

/** Reads one row, or says why it is no hourly price of a Linux machine. */
export function readRetailItem(item: JsonRecord, { now }: { readonly now: number }): Read {
  const since = Date.parse(textOf(item, 'effectiveStartDate') ?? '');
  const reason = notHourly(item) ?? notLinux(item) ?? notShared(item) ?? notNow(since, now);
  if (reason !== undefined) return { dropped: reason };
  const [size, region] = [textOf(item, 'armSkuName'), textOf(item, 'armRegionName')];
  const usdPerHour = numberOf(item, 'retailPrice');
  if (!size || !region) return { dropped: 'no size or region' };
  if (usdPerHour === undefined || usdPerHour <= 0) return { dropped: 'no price' };
  const market = isSpot(item) ? 'spot' : 'on-demand';
  return { price: { size, region: regionName(region), market, usdPerHour, since } };
}

function notHourly(item: JsonRecord): string | undefined {
  if (textOf(item, 'type') !== 'Consumption' || item['reservationTerm'] !== undefined) {
    return 'not by consumption';
  }
  if (textOf(item, 'unitOfMeasure') !== '1 Hour') return 'not by the hour';
  if (textOf(item, 'currencyCode') !== 'USD') return 'not in US dollars';
  return (numberOf(item, 'tierMinimumUnits') ?? 0) > 0 ? 'for many hours' : undefined;
}

/** Windows has the meter names of Linux: only the product tells. */
function notLinux(item: JsonRecord): string | undefined {
  return says(item, /\bWin(?:dows)?\b/i, ['productName']) ? 'Windows' : undefined;
}

const names = ['productName', 'skuName', 'meterName'];

function notShared(item: JsonRecord): string | undefined {
  if (says(item, /\bLow Priority\b/i, names)) return 'low priority';
  if (says(item, /\bCloud ?Services\b/i, names)) return 'Cloud Services';
  if (says(item, /\bDedicated\b/i, names)) return 'a dedicated host';
  return says(item, /\bExpired\b/i, names) ? 'expired' : undefined;
}

function notNow(since: number, now: number): string | undefined {
  if (Number.isNaN(since)) return 'no date';
  return since > now ? 'not yet' : undefined;
}

function isSpot(item: JsonRecord): boolean {
  return says(item, /\bSpot\b/, ['skuName', 'meterName']);
}

function says(item: JsonRecord, pattern: RegExp, keys: readonly string[]): boolean {
  return keys.some((key) => pattern.test(textOf(item, key) ?? ''));
}
