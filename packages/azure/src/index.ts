/**
 * Azure Machine Learning and Blob Storage for torchrelay.
 * @module
 */
export { azureml } from './azureml/azureml.ts';
export type { AzureMlSettings } from './azureml/azureml-settings.ts';
export type { TrainingSettings } from './azureml/training/training-settings.ts';
export { azuremlFolder, azuremlSource } from './source/azureml-source.ts';
export type { AzureMlSourceSettings } from './source/azureml-source.ts';
export { blobFolder } from './source/blob-folder.ts';
export type { BlobFolderSettings } from './source/blob-folder.ts';
export { blobSource } from './source/blob-source.ts';
export type { BlobSourceSettings } from './source/blob-source.ts';
export { blobStore } from './store/blob-store.ts';
export type { BlobStore } from './store/blob-store.ts';
export type {
  AccountKey,
  BlobAccount,
  BlobCredential,
  BlobStoreSettings,
  BlobTiming,
} from './store/blob-settings.ts';
