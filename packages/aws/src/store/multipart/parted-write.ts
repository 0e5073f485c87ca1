import type { ObjectWrite } from '../object-write.ts';

/** A write of a source whose digest is known. */
export interface PartedWrite extends ObjectWrite {
  /** SHA-256 in hex. */
  readonly sha256: string;
}
