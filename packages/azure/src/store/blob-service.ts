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

/** Beside a signature nobody is asked for a token. */
async function credentialOf({ accountUrl, credential }: BlobAccount): Promise<ServiceCredential> {
  if (credential !== undefined && isAccountKey(credential)) {
    const { StorageSharedKeyCredential } = await import('@azure/storage-blob');
    return new StorageSharedKeyCredential(credential.accountName, credential.accountKey);
  }
  if (isSigned(accountUrl)) return undefined;
  return credential ?? signedInCredential(authorityHostOf(accountUrl));
}

/** Whether the URL carries a shared access signature. */
function isSigned(url: string): boolean {
  return new URL(url).searchParams.has('sig');
}
