/** A rate, `'none'` where the device has no units for it, `undefined` where no source of its own says. */
export type Rate = number | 'none' | undefined;

/** What every device of a kind has, whichever provider it stands at. */
export interface AcceleratorKind {
  /** As offers name it: `A100-40GB`. A variant has its family's name before the hyphen. */
  readonly kind: string;
  readonly architecture: 'Volta' | 'Turing' | 'Ampere' | 'Ada' | 'Hopper' | 'Blackwell';
  /** CUDA's compute capability: `8.0`. */
  readonly computeCapability: string;
  /** What providers' APIs say of one device, in MiB. */
  readonly nominalMib: readonly number[];
  /** The least that PyTorch was seen to report for one device, in GiB: providers reserve, and drivers differ. */
  readonly usableGib: number;
  /** In gigabytes (10^9) per second. */
  readonly memoryBandwidthInGBps: number;
  /**
   * Peaks in teraflops, dense, and of 16-bit types with accumulation in float32, as PyTorch does it. Data sheets
   * print twice as much for sparse matrices, and for some chips again twice as much for accumulation in float16.
   */
  readonly peakTflops: {
    readonly bf16: Rate;
    readonly fp16: Rate;
    readonly tf32: Rate;
    readonly fp32: Rate;
  };
  /** Between the GPUs of a machine, both directions together, in gigabytes per second. */
  readonly nvlinkInGBps: Rate;
  /** `high`: two sources of their own agree. `medium`: one, or they differ a little. `low`: derived. */
  readonly confidence: 'high' | 'medium' | 'low';
  /** Where the figures are from, besides {@link usableGib}. */
  readonly sources: readonly string[];
}
