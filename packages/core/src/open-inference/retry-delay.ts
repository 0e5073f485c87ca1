import type { RetrySettings } from './inference-client-types.ts';

type DelaySettings = Required<Pick<RetrySettings, 'baseDelayInMs' | 'maxDelayInMs' | 'random'>>;

/** Full jitter: anything from nothing to the bound that doubles with each attempt. */
export function jitteredDelayInMs({
  attempt,
  settings,
}: {
  /** 0 for the first retry. */
  attempt: number;
  settings: DelaySettings;
}): number {
  const { baseDelayInMs, maxDelayInMs, random } = settings;
  return random() * Math.min(maxDelayInMs, baseDelayInMs * 2 ** attempt);
}

/** A `Retry-After` header, in seconds or as a date. `undefined` if there is none to be read. */
export function retryAfterInMs({
  headers,
  now,
}: {
  headers: Readonly<Record<string, string>>;
  now: number;
}): number | undefined {
  const [, text] =
    Object.entries(headers).find(([key]) => key.toLowerCase() === 'retry-after') ?? [];
  if (text === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
