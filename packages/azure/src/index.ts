/**
 * Azure Machine Learning and Blob Storage for torchrelay.
 * @module
 */
export { blobStore } from './store/blob-store.ts';
export type {
  AccountKey,
  BlobAccount,
  BlobCredential,
  BlobStoreSettings,
  BlobTiming,
} from './store/blob-settings.ts';
