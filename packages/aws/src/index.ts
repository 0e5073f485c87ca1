/**
 * Amazon SageMaker and S3 for torchrelay.
 * @module
 */
export { sagemaker } from './sagemaker/sagemaker.ts';
export type { SagemakerMode, SagemakerSettings } from './sagemaker/sagemaker-settings.ts';
export type { TrainingSettings } from './sagemaker/training/training-settings.ts';
export { enabledRegions } from './client/enabled-regions.ts';
export type { AwsCredentials, AwsSettings } from './client/aws-settings.ts';
export { s3Store } from './store/s3-store.ts';
export type { S3Store } from './store/s3-store.ts';
export type { S3StoreSettings } from './store/s3-settings.ts';
export { s3Folder } from './source/s3-folder.ts';
export { s3Source } from './source/s3-source.ts';
export type { S3SourceSettings } from './source/s3-source.ts';
