/**
 * The contract between core and the places it serves and trains on. Types only.
 * @module
 */
export type { Autoscaling } from './autoscaling.ts';
export type { Call, CallWarning, StepCall } from './call.ts';
export type { Json, JsonObject } from './json.ts';
export type { MetricSeries, MetricWindow } from './metrics.ts';
export type {
  ListedObject,
  ObjectHead,
  ObjectStore,
  RangeSource,
  StoreState,
  UnfinishedUpload,
  WriteOptions,
} from './object-store.ts';
export type { Accelerator, Fact, Need, Offer, PriceLimit } from './offer.ts';
export type { ExampleTensor, Rehearsal, RehearsalReport, RehearsalRequest } from './rehearsal.ts';
export type {
  ImagePreprocessing,
  Interpolation,
  PictureChannels,
  PictureSize,
  Preprocessing,
  PreprocessingByName,
  TextPreprocessing,
  TokenizerReference,
  TokenPadding,
  TokenTensor,
} from './preprocessing.ts';
export type { LogLine, LogOptions, Resource } from './resource.ts';
export type { Rollout, RolloutAlarms, RolloutCapabilities, TrafficShift } from './rollout.ts';
export type {
  Deployment,
  DeploymentState,
  Engine,
  InvokeRequest,
  InvokeResponse,
  LiveResource,
  OfferRequest,
  PackageEntry,
  PackageReference,
  PlanNote,
  ServedRelease,
  ServeSpec,
  Serving,
  ServingCapabilities,
  Strategy,
} from './serving.ts';
export type { Signature, TensorDatatype, TensorSpec } from './signature.ts';
export type { Change, OutputReference, Step, StepAction, StepInput, StepResult } from './step.ts';
export type { PolicyRequest, Target, TargetV1 } from './target.ts';
export type {
  DataMode,
  Job,
  JobFailure,
  JobState,
  Training,
  TrainingCapabilities,
  TrainingData,
  TrainSpec,
} from './training.ts';
