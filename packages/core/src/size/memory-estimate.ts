/**
 * - `measured`: seen on the device.
 * - `computed`: follows from the model and the options.
 * - `rule of thumb`: experience of others; the range says how far it can be off.
 */
export type TermKind = 'measured' | 'computed' | 'rule of thumb';

/** One thing that takes memory. */
export interface MemoryTerm {
  readonly name: string;
  readonly bytes: number;
  /** What it may take at least, in bytes. */
  readonly lowBytes: number;
  /** What it may take at most, in bytes. */
  readonly highBytes: number;
  /** How the bytes come about, in words. */
  readonly formula: string;
  /** Where the formula and its constants are from. */
  readonly source: string;
  readonly kind: TermKind;
}

/** Memory of one device, or of one machine, term by term. */
export interface MemoryEstimate {
  /** `measured` when the largest part was seen on such a device. */
  readonly label: 'estimate' | 'measured';
  readonly terms: readonly MemoryTerm[];
  /** The sum of the terms: what to plan for. */
  readonly bytes: number;
  readonly lowBytes: number;
  readonly highBytes: number;
}

/** A term whose range, where it is not given, is the number itself. Bytes are rounded up. */
export function memoryTerm({
  bytes,
  lowBytes = bytes,
  highBytes = bytes,
  ...described
}: Omit<MemoryTerm, 'lowBytes' | 'highBytes'> &
  Partial<Pick<MemoryTerm, 'lowBytes' | 'highBytes'>>): MemoryTerm {
  return {
    ...described,
    bytes: Math.ceil(bytes),
    lowBytes: Math.ceil(lowBytes),
    highBytes: Math.ceil(highBytes),
  };
}

/** Adds terms up; terms of nothing are left out. */
export function sumTerms(
  terms: readonly MemoryTerm[],
  label: MemoryEstimate['label'] = 'estimate',
): MemoryEstimate {
  const kept = terms.filter(({ highBytes }) => highBytes > 0);
  const sum = (pick: (term: MemoryTerm) => number): number =>
    kept.reduce((total, term) => total + pick(term), 0);
  return {
    label,
    terms: kept,
    bytes: sum(({ bytes }) => bytes),
    lowBytes: sum(({ lowBytes }) => lowBytes),
    highBytes: sum(({ highBytes }) => highBytes),
  };
}

/** `tight`: it should fit, and could fail where the estimate is low. */
export type Fit = 'fits' | 'tight' | 'too large';

/** Whether an estimate fits into so many bytes. */
export function judgeFit(
  { bytes, highBytes }: Pick<MemoryEstimate, 'bytes' | 'highBytes'>,
  usableBytes: number,
): Fit {
  if (bytes > usableBytes) return 'too large';
  return highBytes > usableBytes ? 'tight' : 'fits';
}
