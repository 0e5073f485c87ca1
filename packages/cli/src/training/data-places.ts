import type { RemoteFolder } from '@torchrelay/core';

/** Where data may lie that are copied to where they are needed. */
export interface DataPlace {
  /** As its addresses are written. */
  readonly usage: string;
  readonly matches: (address: string) => boolean;
  readonly open: (address: string) => Promise<RemoteFolder>;
}

/** The one list of places. Each is loaded when data lie there, and not before. */
export const dataPlaces: readonly DataPlace[] = [
  {
    usage: 's3://BUCKET/PATH/',
    matches: (address) => /^s3:\/\//i.test(address),
    open: async (address) => (await import('@torchrelay/aws')).s3Folder(address),
  },
  {
    usage: 'https://ACCOUNT.blob.core.windows.net/CONTAINER/PATH/',
    matches: (address) => /^https:\/\/[^/]+\.blob\.(?:core|storage)\.[^/]+\//i.test(address),
    open: async (address) => (await import('@torchrelay/azure')).blobFolder(address),
  },
  {
    usage: 'azureml://subscriptions/S/resourcegroups/G/workspaces/W/datastores/D/paths/PATH/',
    matches: (address) => /^azureml:\/\//i.test(address),
    open: async (address) => (await import('@torchrelay/azure')).azuremlFolder(address),
  },
];
