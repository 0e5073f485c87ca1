import type { TokenCredential } from '@azure/identity';

/** One of the two keys of a storage account. Many accounts take none any more: prefer an identity. */
export interface AccountKey {
  readonly accountName: string;
  readonly accountKey: string;
}

/** Who asks: anything of `@azure/identity`, or a key of the account. */
export type BlobCredential = TokenCredential | AccountKey;

/** A storage account, and who asks it. */
export interface BlobAccount {
  /**
   * `https://account.blob.core.windows.net`, or that of another cloud. A shared access signature may follow as
   * its query; then no credential is needed.
   */
  readonly accountUrl: string;
  /** @default whoever is signed in: environment, managed identity, `az login`, and so on */
  readonly credential?: BlobCredential | undefined;
  readonly timing?: BlobTiming | undefined;
}

/** For tests. All in milliseconds. */
export interface BlobTiming {
  /** Before the second repetition of a failed request; the first is made at once. */
  readonly retryInMs?: number;
  /** How long a request may be silent until it counts as lost. */
  readonly silenceInMs?: number;
  /** Between two looks at a copy that goes on. */
  readonly copyPollInMs?: number;
}

export const defaultTiming: Required<BlobTiming> = {
  retryInMs: 800,
  silenceInMs: 60_000,
  copyPollInMs: 1000,
};

/** A part of a container, as a store. */
export interface BlobStoreSettings extends BlobAccount {
  readonly container: string;
  /** What all names of blobs begin with: `torchrelay/`. @default nothing */
  readonly prefix?: string;
}

export function isAccountKey(credential: BlobCredential): credential is AccountKey {
  return 'accountKey' in credential;
}
