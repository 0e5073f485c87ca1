import type { Call } from '@torchrelay/core/target';
import type { ByteSource } from '@torchrelay/torchscript';

/** Where a model may lie besides in a file of this machine. */
export interface ModelPlace {
  /** As its addresses are written. */
  readonly usage: string;
  /** Whether an address is of this kind. */
  readonly matches: (address: string) => boolean;
  readonly open: (address: string, call: Call) => Promise<ByteSource>;
}

/** The one list of places. Each is loaded when a model lies there, and not before. */
export const modelPlaces: readonly ModelPlace[] = [
  {
    usage: 's3://BUCKET/PATH',
    matches: (address) => /^s3:\/\//i.test(address),
    open: async (address, call) => (await import('@torchrelay/aws')).s3Source(address, call),
  },
  {
    usage: 'https://ACCOUNT.blob.core.windows.net/CONTAINER/PATH',
    matches: (address) => /^https:\/\/[^/]+\.blob\.(?:core|storage)\.[^/]+\//i.test(address),
    open: async (address, call) => (await import('@torchrelay/azure')).blobSource(address, call),
  },
  {
    usage: 'azureml://subscriptions/S/resourcegroups/G/workspaces/W/models/NAME/versions/V',
    matches: (address) => /^azureml:\/\//i.test(address),
    open: async (address, call) => (await import('@torchrelay/azure')).azuremlSource(address, call),
  },
];
