/** One record, as the archive's directory describes it. */
export interface ZipEntry {
  /** As stored, root folder included: `resnet/data/0`. */
  readonly name: string;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly flags: number;
  readonly crc32: number;
  /** Bytes in the file. */
  readonly storedBytes: number;
  /** Bytes after inflating. */
  readonly bytes: number;
  /** Where its local header lies in the file. */
  readonly headerOffset: number;
}

export const stored = 0;
export const deflated = 8;
/** PyTorch's reader refuses both. */
export const encryptedFlags = 0x2001;
