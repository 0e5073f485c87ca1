import type { AcceleratorKind } from './accelerator-kind.ts';
import { adaLovelace } from './ada.ts';
import { ampere } from './ampere.ts';
import { blackwell } from './blackwell.ts';
import { hoppers } from './hopper.ts';
import { voltaAndTuring } from './volta-and-turing.ts';

export type { AcceleratorKind, Rate } from './accelerator-kind.ts';

/**
 * The GPUs that clouds rent out, the oldest first. All of it is _read_. Usable memory is the smallest "total
 * capacity" in published out-of-memory messages of PyTorch.
 */
export const acceleratorKinds: readonly AcceleratorKind[] = [
  ...voltaAndTuring,
  ...ampere,
  ...adaLovelace,
  ...hoppers,
  ...blackwell,
];

/** The kind of this name: `A100-80GB`. */
export function acceleratorKind(name: string): AcceleratorKind | undefined {
  return acceleratorKinds.find(({ kind }) => kind === name);
}

/** The kinds that a request such as `A100` means: that of this name, or all of the family. */
export function acceleratorFamily(name: string): readonly AcceleratorKind[] {
  const exact = acceleratorKind(name);
  if (exact !== undefined) return [exact];
  return acceleratorKinds.filter(({ kind }) => kind.startsWith(`${name}-`));
}

/** Bytes that a process can have on one device of the kind. */
export function usableBytes({ usableGib }: AcceleratorKind): number {
  return Math.floor(usableGib * 2 ** 30);
}

/** The peak, in teraflops, of training in 16 bits: bfloat16 where the device has it, else float16. */
export function peakTflopsOf({ peakTflops: { bf16, fp16 } }: AcceleratorKind): number | undefined {
  if (typeof bf16 === 'number') return bf16;
  return bf16 === 'none' && typeof fp16 === 'number' ? fp16 : undefined;
}
