/**
 * What every target promises, as tests, and a cloud in memory to test against.
 * @module
 */
export { createMemoryCloud } from './memory-cloud/memory-cloud.ts';
export type {
  MemoryCloud,
  MemoryCloudSettings,
  MemoryObject,
  MemoryRequest,
  MemoryResource,
  MemoryState,
} from './memory-cloud/memory-cloud.ts';
export { memoryTarget } from './memory-cloud/memory-target.ts';
export type { MemoryTargetSettings } from './memory-cloud/memory-target.ts';
export { answerOfAdding } from './memory-cloud/memory-engine.ts';
export { addModel, failingModel } from './models.ts';
export type { StoreSubject } from './promises/store-promises.ts';
export type { Platform, Subject } from './promises/subject.ts';
export type { TargetPromise } from './promises/target-promise.ts';
export { testStore } from './test-store.ts';
export { targetPromises, testTarget } from './test-target.ts';
export { testTraining } from './test-training.ts';
export type { TrainingSubject } from './training/training-subject.ts';
