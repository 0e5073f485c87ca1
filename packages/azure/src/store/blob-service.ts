import type { TokenCredential } from '@azure/identity';
import type { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';

import { signedInCredential } from '../client/signed-in-credential.ts';
import { authorityHostOf } from './authority-host.ts';
import { type BlobAccount, defaultTiming, isAccountKey } from './blob-settings.ts';

/** The library is loaded with the first request: half a second that commands without Blob do not pay. */
export async function connectToAccount(account: BlobAccount): Promise<BlobServiceClient> {
  const { BlobServiceClient } = await import('@azure/storage-blob');
  return new BlobServiceClient(account.accountUrl, await credentialOf(account), {
    retryOptions: {
      // The apply loop repeats what still fails, and shows that it does.
      maxTries: 3,
      retryDelayInMs: account.timing?.retryInMs ?? defaultTiming.retryInMs,
    },
    userAgentOptions: { userAgentPrefix: 'torchrelay' },
  });
}

type ServiceCredential = TokenCredential | StorageSharedKeyCredential | undefined;

/** A signature is enough: nobody is asked for a token besides. */
async function credentialOf({ accountUrl, credential }: BlobAccount): Promise<ServiceCredential> {
  if (isSigned(accountUrl)) return undefined;
  if (credential === undefined) return signedInCredential(authorityHostOf(accountUrl));
  if (!isAccountKey(credential)) return credential;
  const { StorageSharedKeyCredential } = await import('@azure/storage-blob');
  return new StorageSharedKeyCredential(credential.accountName, credential.accountKey);
}

/** Whether the URL carries a shared access signature. */
function isSigned(url: string): boolean {
  return new URL(url).searchParams.has('sig');
}
