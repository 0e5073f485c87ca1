/**
 * What {@link inspect} is willing to read. Each bound is far above honest files; a file beyond one is
 * refused with `MODEL_FILE_TOO_COMPLEX`, which names the bound. Raise it for a file that you trust.
 */
export interface Limits {
  /** Records in the archive. */
  readonly entries: number;
  /** Bytes of the archive's directory. */
  readonly directoryBytes: number;
  /** Bytes of one pickle, inflated. */
  readonly pickleBytes: number;
  /** Lists, tuples, dicts and objects in one pickle. */
  readonly pickleObjects: number;
  /** How deep modules and containers may be nested. */
  readonly nesting: number;
  /** Tensors in the model. */
  readonly tensors: number;
  /** Bytes of all code records together, inflated; of one JSON record in a `.pt2`. */
  readonly codeBytes: number;
  /** Inflated bytes per deflated byte of one record. */
  readonly inflateRatio: number;
}

/** Bounds that every model we have seen stays well within. */
export const defaultLimits: Limits = {
  entries: 200_000,
  directoryBytes: 64 * 1024 ** 2,
  pickleBytes: 64 * 1024 ** 2,
  pickleObjects: 1_000_000,
  nesting: 500,
  tensors: 200_000,
  codeBytes: 64 * 1024 ** 2,
  inflateRatio: 1_000,
};
