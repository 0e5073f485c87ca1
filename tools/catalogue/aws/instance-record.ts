/** What is read of one element of EC2's DescribeInstanceTypes. Everything may be missing: it is somebody's JSON. */
export interface InstanceRecord {
  readonly InstanceType?: string;
  readonly BareMetal?: boolean;
  readonly VCpuInfo?: { readonly DefaultVCpus?: number };
  readonly MemoryInfo?: { readonly SizeInMiB?: number };
  readonly ProcessorInfo?: { readonly SupportedArchitectures?: readonly string[] };
  readonly InstanceStorageInfo?: { readonly TotalSizeInGB?: number };
  readonly NetworkInfo?: { readonly EfaSupported?: boolean; readonly NetworkPerformance?: string };
  readonly GpuInfo?: {
    readonly Gpus?: readonly GpuRecord[];
    readonly TotalGpuMemoryInMiB?: number;
  };
  readonly NeuronInfo?: unknown;
  readonly InferenceAcceleratorInfo?: unknown;
  readonly FpgaInfo?: unknown;
  readonly MediaAcceleratorInfo?: unknown;
}

export interface GpuRecord {
  readonly Name?: string;
  readonly Manufacturer?: string;
  /** 0 for a fraction of one. */
  readonly Count?: number;
  readonly MemoryInfo?: { readonly SizeInMiB?: number };
}
