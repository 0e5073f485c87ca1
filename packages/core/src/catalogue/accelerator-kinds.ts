import type { Accelerator } from '../target/offer.ts';

/** What every device of a kind has, whichever provider it stands at. */
export interface AcceleratorKind {
  readonly kind: string;
  /** What providers' APIs say of one device, in MiB. */
  readonly nominalMib: readonly number[];
  /** The least that PyTorch was seen to report for one device, in GiB: providers reserve, and drivers differ. */
  readonly usableGib: number;
  readonly memoryBandwidthInGBps: number;
}

/**
 * Usable memory is _read_: the smallest "total capacity" in published out-of-memory messages of PyTorch.
 * Bandwidth is _read_: NVIDIA's data sheets; where variants of a kind differ, the slower.
 */
const kinds: readonly AcceleratorKind[] = [
  { kind: 'T4', nominalMib: [16_384], usableGib: 14.56, memoryBandwidthInGBps: 320 },
  { kind: 'V100-16GB', nominalMib: [16_384], usableGib: 15.77, memoryBandwidthInGBps: 900 },
  { kind: 'V100-32GB', nominalMib: [32_768], usableGib: 31.73, memoryBandwidthInGBps: 900 },
  { kind: 'A10', nominalMib: [24_576], usableGib: 21.96, memoryBandwidthInGBps: 600 },
  { kind: 'A10G', nominalMib: [22_888, 24_576], usableGib: 21.96, memoryBandwidthInGBps: 600 },
  { kind: 'L4', nominalMib: [22_888], usableGib: 21.96, memoryBandwidthInGBps: 300 },
  { kind: 'L40S', nominalMib: [45_776], usableGib: 44.34, memoryBandwidthInGBps: 864 },
  { kind: 'A100-40GB', nominalMib: [40_960], usableGib: 39.38, memoryBandwidthInGBps: 1555 },
  { kind: 'A100-80GB', nominalMib: [81_920], usableGib: 79.14, memoryBandwidthInGBps: 1935 },
  { kind: 'H100-80GB', nominalMib: [81_920], usableGib: 79.1, memoryBandwidthInGBps: 3350 },
  { kind: 'H100-94GB', nominalMib: [96_256], usableGib: 93.02, memoryBandwidthInGBps: 3900 },
  { kind: 'H200', nominalMib: [144_384], usableGib: 139.72, memoryBandwidthInGBps: 4800 },
  { kind: 'B200', nominalMib: [183_359], usableGib: 178.35, memoryBandwidthInGBps: 8000 },
  { kind: 'B300', nominalMib: [275_040], usableGib: 267.69, memoryBandwidthInGBps: 8000 },
  { kind: 'RTX-PRO-6000', nominalMib: [98_304], usableGib: 94.97, memoryBandwidthInGBps: 1597 },
];

/** The kind of this name: `A100-80GB`. */
export function acceleratorKind(name: string): AcceleratorKind | undefined {
  return kinds.find(({ kind }) => kind === name);
}

/**
 * `count` devices of a kind.
 *
 * @throws RangeError when the kind is not in the table: a catalogue may only hold what is known to core
 */
export function acceleratorOf({
  kind: name,
  count,
  link,
}: Pick<Accelerator, 'kind' | 'count' | 'link'>): Accelerator {
  const kind = acceleratorKind(name);
  if (kind === undefined) throw new RangeError(`There is no accelerator kind "${name}".`);
  return {
    kind: name,
    count,
    memoryBytes: Math.floor(kind.usableGib * 2 ** 30),
    memoryBandwidthInGBps: kind.memoryBandwidthInGBps,
    ...(link !== undefined && { link }),
  };
}
