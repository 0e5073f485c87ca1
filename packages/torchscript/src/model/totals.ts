import type { Dtype } from './tensor.ts';

/** Tensors counted once each, however many names they have. */
export interface TensorSum {
  readonly tensors: number;
  readonly elements: number;
  readonly bytes: number;
}

/** The model's sizes, added up. */
export interface ModelTotals {
  /** What `sum(p.numel() for p in model.parameters())` counts. */
  readonly parameters: TensorSum;
  readonly buffers: TensorSum;
  /** Attributes and constants. In a frozen model these are the weights. */
  readonly others: TensorSum;
  /** All of the above, by element type. */
  readonly byDtype: Readonly<Partial<Record<Dtype, TensorSum>>>;
  /** Bytes of all storages, each once: what the weights take in memory after loading. */
  readonly storageBytes: number;
  readonly fileBytes: number;
}
