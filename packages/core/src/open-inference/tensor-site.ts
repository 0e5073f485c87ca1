import { WireError, type WireErrorCode } from './wire-error.ts';

/** Which tensor is being read or written, and whose mistake a mistake in it is. */
export interface TensorSite {
  readonly kind: 'input' | 'output';
  readonly name: string;
  readonly code: WireErrorCode;
}

/** `Input "image": expected …, got ….` */
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
    message: `${siteLabel(site)}: ${problem}.`,
    hint,
    cause,
    data: { tensor: site.name },
  });
}

/** `Input "image"` */
export function siteLabel({ kind, name }: Pick<TensorSite, 'kind' | 'name'>): string {
  return `${kind === 'input' ? 'Input' : 'Output'} ${JSON.stringify(name)}`;
}

/** A value as an error shows it: short, and never a whole tensor. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return `the string ${JSON.stringify(shorten(value))}`;
  if (typeof value === 'bigint' || typeof value === 'number') return String(value);
  if (typeof value === 'boolean' || value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (ArrayBuffer.isView(value)) return `a ${value.constructor.name}`;
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function shorten(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 40)}…`;
}
