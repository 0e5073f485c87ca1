import type { Call, StepCall } from './call.ts';
import type { Step, StepResult } from './step.ts';

/**
 * Something that gives byte ranges: a model file, a generated text, an object of another store. A plain object:
 * core copies it with a spread.
 */
export interface RangeSource {
  /** In bytes. */
  readonly size: number;
  /** Bytes `offset` to `offset + length`, in chunks of any size, in order. Can be called again after a failure. */
  read(offset: number, length: number, call?: Call): AsyncIterable<Uint8Array>;
  /** Where the bytes are a plain file of this machine from its first byte to its last: its path. */
  readonly path?: string | undefined;
  /**
   * Throws where the file at `path` is no longer the one that this source was made of. Whoever has read that file
   * itself, and asks this afterwards, has read what `sha256` is of, and need not hash it again.
   */
  readonly check?: ((call?: Call) => Promise<void>) | undefined;
  /** SHA-256 in hex, where it is already known. A store keeps it with the object. */
  readonly sha256?: string | undefined;
}

/** What is known of an object without reading it. */
export interface ObjectHead {
  readonly key: string;
  /** Size in bytes. */
  readonly size: number;
  /** Opaque; differs whenever the content does. */
  readonly etag: string;
  /** When the object was last written, in milliseconds since 1970, by the store's clock. */
  readonly modifiedAt: number;
  /** The store's clock when it answered: leases are judged by this one, never by ours. */
  readonly serverTime: number;
  readonly sha256?: string | undefined;
}

/** An object of the store as listings show it. */
export interface ListedObject {
  readonly key: string;
  readonly size: number;
  readonly modifiedAt: number;
  /** As its head has it, where listings of the platform tell. */
  readonly etag?: string;
}

/** On what condition an object is written. */
export interface WriteOptions {
  /** Only if there is no such object: fails with `PRECONDITION_FAILED` otherwise. */
  readonly ifAbsent?: boolean;
  /** Only if the object still has this etag: fails with `PRECONDITION_FAILED` otherwise. */
  readonly ifMatch?: string;
  /** Bytes sent so far of this object. */
  readonly onProgress?: (sentBytes: number) => void;
}

/** Parts that wait to be an object, and are paid for meanwhile. */
export interface UnfinishedUpload {
  readonly key: string;
  /** The store's own name of it. */
  readonly uploadId: string;
  /** In milliseconds since 1970, by the store's clock. */
  readonly begunAt: number;
}

/** Where the store is, and whether it is there. */
export interface StoreState {
  /** A URI: `s3://bucket/prefix`. Written into the tags of what uses it. */
  readonly location: string;
  readonly exists: boolean;
}

/**
 * The objects beside the cloud's resources: packages, releases, leases.
 * It is also the only lock there is, so its conditional writes must be atomic.
 *
 * A store that does not exist yet reads as an empty one: nothing at any key, nothing to list.
 *
 * Keys are `/`-separated, at most 512 bytes, of `A-Z a-z 0-9 - _ . /`.
 */
export interface ObjectStore {
  doObserve(call: Call): Promise<StoreState>;
  /** Pure. What has to be made before a lease can be taken: usually nothing, a bucket at most. */
  plan(state: StoreState): readonly Step[];
  doStep(step: Step, call: StepCall): Promise<StepResult>;

  /** `undefined` when there is no such object; every other failure is thrown. */
  doHead(key: string, call: Call): Promise<ObjectHead | undefined>;
  /** The head and a source over the object, which reads from this very version or fails with `PRECONDITION_FAILED`. */
  doRead(
    key: string,
    call: Call,
  ): Promise<{ readonly head: ObjectHead; readonly source: RangeSource } | undefined>;
  /** Whole or not at all: a reader never sees half an object, a failed write leaves no parts that bill. */
  doWrite(key: string, source: RangeSource, options: WriteOptions, call: Call): Promise<ObjectHead>;
  /** Inside the store, without a byte passing here. Absent where the platform cannot. */
  doCopy?(fromKey: string, toKey: string, call: Call): Promise<ObjectHead>;
  /** Keys that start with `prefix`, in any order. */
  doList(prefix: string, call: Call): AsyncIterable<ListedObject>;
  /**
   * Uploads that were begun and not ended: some may still be under way. Absent where the platform does not tell, or
   * drops them by itself.
   */
  doListUploads?(call: Call): AsyncIterable<UnfinishedUpload>;
  /** Removes one with all that has arrived of it. Whoever is sending it fails, and may begin again. */
  doRemoveUpload?(upload: Pick<UnfinishedUpload, 'key' | 'uploadId'>, call: Call): Promise<void>;
  /**
   * Deleting what is not there succeeds. With `ifMatch` only that very version is deleted: any other, and none at all, is
   * `PRECONDITION_FAILED`, so that whoever deletes what it has seen learns that somebody else was quicker.
   */
  doDelete(key: string, options: { readonly ifMatch?: string }, call: Call): Promise<void>;
}
