import type { TokenCredential } from '@azure/identity';
import type { Call, ObjectStore } from '@torchrelay/core/target';

import { normalPrefix } from '../store/blob-name.ts';
import { blobStore } from '../store/blob-store.ts';
import type { AzurePlace } from './azure-place.ts';
import type { AzureMlSettings } from './azureml-settings.ts';

/** What the names of our blobs begin with in the workspace's default datastore: empty, or with a slash at its end. */
export function prefixOf({ prefix = 'torchrelay/' }: Pick<AzureMlSettings, 'prefix'>): string {
  return normalPrefix(prefix);
}

export interface WorkspaceStoreSettings {
  readonly settings: AzureMlSettings;
  readonly findPlace: (call: Call) => Promise<AzurePlace>;
  readonly credential: () => Promise<TokenCredential>;
  /** Of the same account. @default that of the default datastore, below our prefix */
  readonly container?: string;
}

/** The default datastore of a workspace as a store: which one it is, is asked with the first request. */
export function workspaceStore({
  settings,
  findPlace,
  credential,
  container: beside,
}: WorkspaceStoreSettings): ObjectStore {
  let opened: ObjectStore | undefined;
  const open = async (call: Call): Promise<ObjectStore> => {
    if (opened !== undefined) return opened;
    const { accountUrl, container } = await findPlace(call);
    const { storage } = settings;
    return (opened = blobStore({
      accountUrl,
      container: beside ?? container,
      prefix: beside === undefined ? prefixOf(settings) : '',
      credential: storage?.credential ?? (await credential()),
      timing: storage?.timing,
    }));
  };
  return {
    doObserve: async (call) => (await open(call)).doObserve(call),
    plan: () => [],
    doStep: async (step, call) => (await open(call)).doStep(step, call),
    doHead: async (key, call) => (await open(call)).doHead(key, call),
    doRead: async (key, call) => (await open(call)).doRead(key, call),
    doWrite: async (key, source, options, call) =>
      (await open(call)).doWrite(key, source, options, call),
    async doCopy(fromKey, toKey, call) {
      const store = await open(call);
      if (store.doCopy === undefined) throw new Error('A Blob store copies by itself.');
      return store.doCopy(fromKey, toKey, call);
    },
    async *doList(prefix, call) {
      yield* (await open(call)).doList(prefix, call);
    },
    doDelete: async (key, options, call) => (await open(call)).doDelete(key, options, call),
  };
}
