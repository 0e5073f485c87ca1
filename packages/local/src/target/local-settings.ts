/** How models are served on this machine. */
export interface LocalSettings {
  /**
   * Whether servers outlive this process. Attached ones end with it, however it ends.
   * @default false
   */
  readonly detached?: boolean;
  /**
   * Where packages, history and servers are. Targets with the same home see the same deployments.
   * @default for detached servers TORCHRELAY_HOME, or `.torchrelay` in the user's home folder; for attached
   * ones a folder in there that belongs to this process and goes with it
   */
  readonly home?: string;
  /** A Python that has PyTorch. @default TORCHRELAY_PYTHON, else `python3` */
  readonly python?: string;
  /** On 127.0.0.1. @default any that is free */
  readonly port?: number;
  /**
   * To begin with: scaling changes it, and later releases keep that until this setting changes.
   * @default one per GPU, or else one per core, at most four, fewer where memory is short
   */
  readonly workers?: number;
  /**
   * CPU threads of each worker.
   * @default the cores divided among the workers; for a request while there is no other all of them, at most 16, where a
   * trial with made-up numbers of its shapes (1 where they vary) gives the same bits
   */
  readonly threads?: number;
  /** @default the GPUs, if PyTorch can use any */
  readonly device?: 'auto' | 'cpu' | 'cuda';
  /**
   * Refuses what the serving engine in the clouds would refuse, so that what works here works there.
   * @default true
   */
  readonly strict?: boolean;
}
