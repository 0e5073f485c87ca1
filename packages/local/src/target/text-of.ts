import type { Json } from '@torchrelay/core/target';

/** A value that our own plan put there as text. */
export function textOf(value: Json | undefined, otherwise = ''): string {
  return typeof value === 'string' ? value : otherwise;
}
