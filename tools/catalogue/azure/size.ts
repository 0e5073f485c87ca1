import type { CatalogueRow } from '@torchrelay/core/catalogue';
import type { Accelerator } from '@torchrelay/core/target';

/** What is written down by hand of a size: Azure's interfaces are wrong about GPUs, or silent. */
export interface Size {
  readonly name: string;
  readonly purposes: CatalogueRow['purposes'];
  readonly accelerator?: Pick<Accelerator, 'kind' | 'count' | 'link'>;
  readonly vCpus: number;
  readonly memoryGib: number;
  /** Of its NVMe disks where it has some, else of its temporary disk. */
  readonly localStorageGib: number;
  /** InfiniBand, in gigabits per second. */
  readonly interconnectInGbps?: number;
  /** The quota that it counts against, as Azure Machine Learning names it. */
  readonly family: string;
  /** A key of `documents`. */
  readonly source: string;
}
