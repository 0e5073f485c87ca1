import { TorchrelayError } from '../errors/torchrelay-error.ts';
import type { Accelerator, Offer } from '../target/offer.ts';

/** One of the things that would do: a kind of GPU, a least memory, or both. */
interface Wish {
  /** In lower case: `a100`, `a100-80gb`. */
  readonly kind?: string;
  /** Of one device, in bytes. */
  readonly leastMemoryBytes?: number;
  /** On one instance. */
  readonly leastCount: number;
}

/** What an accelerator expression asks for. */
export type AcceleratorRequest =
  | { readonly wants: 'anything' }
  | { readonly wants: 'cpu' }
  | { readonly wants: 'gpu'; readonly wishes: readonly Wish[] };

/**
 * Reads `A100`, `A100-80GB`, `A100:8` (at least eight on an instance), `80GB+` (of one device), `cpu`, `auto`, or
 * several of the GPU forms with commas between.
 *
 * @throws TorchrelayError `ACCELERATOR_INVALID`
 */
export function parseAccelerator(expression: string): AcceleratorRequest {
  const parts = expression.split(',').map((part) => part.trim());
  if (parts.length === 1 && parts[0] === 'auto') return { wants: 'anything' };
  if (parts.length === 1 && parts[0] === 'cpu') return { wants: 'cpu' };
  return { wants: 'gpu', wishes: parts.map((part) => parseWish(part, expression)) };
}

const wishForm =
  /^(?:(?<memory>\d+)gb\+|(?<kind>[a-z][a-z0-9]*(?:[- ][a-z0-9]+)*))(?::(?<count>[1-9]\d*)\+?)?$/;

function parseWish(part: string, expression: string): Wish {
  const { memory, kind, count = '1' } = wishForm.exec(part.toLowerCase())?.groups ?? {};
  const isMode = kind === 'cpu' || kind === 'auto' || kind === 'default';
  if (isMode || (memory === undefined && kind === undefined)) throw invalid(part, expression);
  return {
    ...(memory !== undefined && { leastMemoryBytes: Number(memory) * gigabyte }),
    ...(kind !== undefined && { kind }),
    leastCount: Number(count),
  };
}

/** Whether an instance has what is asked for. */
export function meets({ accelerator }: Offer, request: AcceleratorRequest): boolean {
  if (request.wants === 'anything') return true;
  if (request.wants === 'cpu') return accelerator === undefined;
  return accelerator !== undefined && request.wishes.some((wish) => grants(accelerator, wish));
}

/** What is sold as 80 GB leaves a few per cent less to use, and what is sold as 24 GB is 23,999 MB. */
const leastShareOfNominal = 0.95;
const gigabyte = 1e9;

function grants(
  { kind, count, memoryBytes }: Accelerator,
  { kind: wanted, leastMemoryBytes = 0, leastCount }: Wish,
): boolean {
  const name = kind.toLowerCase();
  const isKind = wanted === undefined || name === wanted || name.startsWith(`${wanted}-`);
  return isKind && count >= leastCount && memoryBytes >= leastMemoryBytes * leastShareOfNominal;
}

function invalid(part: string, expression: string): TorchrelayError {
  return new TorchrelayError({
    code: 'ACCELERATOR_INVALID',
    message: `"${part}" is no accelerator${part === expression ? '' : ` (in "${expression}")`}.`,
    hint: 'Write A100, A100-80GB, A100:8, 80GB+, cpu or auto; several GPUs with commas: A100,H100',
    data: { accelerator: expression },
  });
}

/**
 * Whether offers have what an expression asks for, as {@link parseAccelerator} reads it.
 *
 * @throws TorchrelayError `ACCELERATOR_INVALID`
 */
export function acceleratorMatcher(expression: string): (offer: Offer) => boolean {
  const request = parseAccelerator(expression);
  return (offer) => meets(offer, request);
}
