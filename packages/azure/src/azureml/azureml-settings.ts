import type { TokenCredential } from '@azure/identity';

import type { RetryTiming } from '../client/throttling.ts';
import type { AzureCloud } from '../cloud/azure-clouds.ts';
import type { BlobAccount } from '../store/blob-settings.ts';
import type { TrainingSettings } from './training/training-settings.ts';

/** Which workspace, and as whom. */
export interface AzureMlSettings {
  /** Its id, not its name. */
  readonly subscription: string;
  readonly resourceGroup: string;
  readonly workspace: string;
  /** @default whoever is signed in: environment, managed identity, `az login`, and so on */
  readonly credential?: TokenCredential | undefined;
  /** The name of a cloud (`AzureUSGovernment`), or its endpoints. @default `AzureCloud` */
  readonly cloud?: string | AzureCloud | undefined;
  /**
   * What requests are let in by: a key of the endpoint, a token of Microsoft Entra, or a token of Azure ML's own,
   * which lasts hours and is renewed.
   *
   * @default what the endpoint has; `'key'` for a new one
   */
  readonly auth?: 'key' | 'aad_token' | 'aml_token';
  /** Longest time for an answer, in milliseconds; Azure allows 180 000. @default 90000 */
  readonly requestTimeoutInMs?: number;
  /** How many requests an instance is given at once; twice as many wait, and the rest is refused. @default 32 */
  readonly concurrentRequests?: number;
  /**
   * Resource id of a managed identity for the endpoint, which has to be allowed to read the package and the image:
   * "Storage Blob Data Reader" on the workspace's storage account, "AcrPull" on the registry. An endpoint's identity
   * never changes: with another one the endpoint has to be made again.
   *
   * @default what the endpoint has; for a new one, an identity that Azure makes and gives those roles
   */
  readonly identity?: string;
  /** Whether the endpoint can be reached from outside the workspace's network. @default what the endpoint has; `true` for a new one */
  readonly publicAccess?: boolean;
  /**
   * Leave the release before deployed, without traffic: rolling back to it moves the traffic, and waits for nothing.
   * Its instances are paid for meanwhile.
   *
   * @default false
   */
  readonly keepPrevious?: boolean;
  /** What only training has. */
  readonly training?: TrainingSettings;
  /** The folder of all blobs in the workspace's default datastore; a slash at its end is added. @default 'torchrelay/' */
  readonly prefix?: string;
  /** Where the datastore's account is really found, or who reads it, where that is not whoever is signed in. */
  readonly storage?: Partial<BlobAccount>;
  /** On everything that is made, beside torchrelay's own. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Of repeated requests, for tests. */
  readonly timing?: RetryTiming;
}

export const defaultRequestTimeoutInMs = 90_000;
export const longestRequestTimeoutInMs = 180_000;
export const defaultConcurrentRequests = 32;
