import { WireError, type WireErrorCode } from './wire-error.ts';

/** Which tensor is being read or written, and whose mistake a mistake in it is. */
export interface TensorSite {
  readonly kind: 'input' | 'output';
  readonly name: string;
  readonly code: WireErrorCode;
}

/** `input "image": expected …, got …` */
export function tensorError({
  site,
  problem,
  hint,
  cause,
}: {
  site: TensorSite;
  problem: string;
  hint?: string;
  cause?: unknown;
}): WireError {
  return new WireError({
    code: site.code,
    message: `${site.kind} ${JSON.stringify(site.name)}: ${problem}`,
    hint,
    cause,
    data: { tensor: site.name },
  });
}

/** A value as an error shows it: short, and never a whole tensor. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return `the string ${JSON.stringify(shorten(value))}`;
  if (typeof value === 'bigint' || typeof value === 'number') return String(value);
  if (typeof value === 'boolean' || value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (ArrayBuffer.isView(value)) return `a ${value.constructor.name}`;
  return `a value of type ${typeof value}`;
}

function shorten(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 40)}…`;
}
