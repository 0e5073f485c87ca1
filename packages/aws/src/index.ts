/**
 * Amazon SageMaker and S3 for torchrelay.
 * @module
 */
export { sagemaker } from './sagemaker/sagemaker.ts';
export type { SagemakerSettings } from './sagemaker/sagemaker-settings.ts';
