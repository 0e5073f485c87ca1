import type { Json } from '@torchrelay/core/target';

/** A value that was put there as text. */
export function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
