import { TorchrelayError } from '@torchrelay/core';

export type JsonRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The objects of a list in an answer.
 *
 * @throws TorchrelayError `AZURE_ANSWER_UNEXPECTED` when there is no such list: an outage is not an empty one
 */
export function recordsOf(answer: unknown, key: string, url: string): readonly JsonRecord[] {
  const list = isRecord(answer) ? answer[key] : undefined;
  if (Array.isArray(list)) return list.filter(isRecord);
  throw new TorchrelayError({
    code: 'AZURE_ANSWER_UNEXPECTED',
    message: `${new URL(url).host} answered without a list "${key}".`,
    hint: 'Look at what answers there: a proxy, or a sign-in page?',
    recovery: 'retry',
  });
}

export function textOf(record: JsonRecord, key: string): string | undefined {
  const value = record[key];
  return typeof value === 'string' ? value : undefined;
}

/** A finite number; Azure writes some of them as text. */
export function numberOf(record: JsonRecord, key: string): number | undefined {
  const value = record[key];
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
