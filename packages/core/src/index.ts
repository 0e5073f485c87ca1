/**
 * Puts a PyTorch model to work on any target: deploy, plan, roll back, destroy.
 * @module
 */
export { deploy, plan, type ModelSource } from './deploy/deploy.ts';
export { choose } from './deploy/choose.ts';
export type { Candidate, TargetChoice } from './deploy/choose.ts';
export type { DeployOptions, RolloutOptions } from './deploy/deploy-options.ts';
export { destroy } from './deploy/destroy.ts';
export { gc } from './deploy/gc.ts';
export type { GcOptions, GcResult } from './deploy/gc.ts';
export type { UnusedObjects } from './train/remove-unused.ts';
export { history } from './deploy/history.ts';
export { list } from './deploy/list.ts';
export { logs } from './deploy/logs.ts';
export { metrics } from './deploy/metrics.ts';
export type { EndpointMetrics, MetricsOptions } from './deploy/metrics.ts';
export { rollback } from './deploy/rollback.ts';
export type { RollbackOptions } from './deploy/rollback.ts';
export { scale } from './deploy/scale.ts';
export type { ScaleOptions } from './deploy/scale.ts';
export type { AutoscaleOptions, Scaling, ScalingOptions } from './operate/scaling.ts';
export type { Spend } from './operate/spend.ts';
export { status } from './deploy/status.ts';
export type { EndpointStatus } from './deploy/status.ts';
export type { VerbOptions } from './deploy/verb-options.ts';
export { connect } from './endpoint/connect.ts';
export type { ConnectOptions } from './endpoint/connect.ts';
export type { Endpoint } from './endpoint/endpoint.ts';
export type { StreamOptions } from './endpoint/stream-answer.ts';
export type { EndpointReference } from './endpoint/endpoint-reference.ts';
export { pipeline } from './pipeline/pipeline.ts';
export type { PipelineOptions, PipelineResult } from './pipeline/pipeline.ts';
export { definePipeline } from './pipeline/pipeline-definition.ts';
export type {
  DeployableOptions,
  Gate,
  GateCandidate,
  GateFunction,
  MetricGate,
  PipelineDefinition,
} from './pipeline/pipeline-definition.ts';
export { forgetTraining } from './train/forget-training.ts';
export { planTraining, train } from './train/train.ts';
export type { RemoteFolder } from './train/data/remote-folder.ts';
export type { DataDefinition, JobDefinition } from './train/job-definition.ts';
export { checkTrainedModel } from './train/check-trained-model.ts';
export type { TrainedModelUse } from './train/check-trained-model.ts';
export { listJobs } from './train/list-jobs.ts';
export type { ListedJob } from './train/list-jobs.ts';
export { trainedBy, trainingProvenance } from './train/job-provenance.ts';
export type { JobProvenance } from './train/job-provenance.ts';
export { trainedModel } from './train/trained-model.ts';
export { trainingRun } from './train/training-run.ts';
export type { RunStatus, TrainingRun } from './train/training-run.ts';
export type { ResultFile, TrainingResult } from './train/training-result.ts';
export type { FollowOptions } from './train/follow-run.ts';
export type { TrainOptions } from './train/train-context.ts';
export type { TrainingPlan } from './train/training-plan.ts';
export { metricOf } from './train/metrics/training-metrics.ts';
export type { MetricPatterns, TrainingMetric } from './train/metrics/training-metrics.ts';
export { expectSignature } from './endpoint/expect-signature.ts';
export { clientSource } from './client-source/client-source.ts';
export type { ClientSourceOptions } from './client-source/client-source.ts';

export type { EventBody, RelayEvent, Stage } from './apply/events.ts';
export type { Timing } from './apply/context.ts';
export { tracingChannels } from './tracing/tracing-channels.ts';
export type {
  OperationName,
  OperationTrace,
  RequestTrace,
  StepTrace,
} from './tracing/tracing-channels.ts';
export type { Operation } from './apply/operation.ts';
export { acceleratorMatcher } from './choose/accelerator-request.ts';
export { chooseOffer } from './choose/choose-offer.ts';
export type { Choice } from './choose/choose-offer.ts';
export type { ChooseRequest } from './choose/choose-request.ts';
export type { ChoiceNote } from './choose/oversized.ts';
export type { RejectedOffer } from './choose/no-offer.ts';
export type { Rejection } from './choose/reject.ts';
export { isNoChange } from './plan/plan.ts';
export type { Plan } from './plan/plan.ts';
export { policyOf } from './plan/policy.ts';
export type { Release } from './release/release-log.ts';
export type { Runtime } from './runtime/runtime.ts';

export { TorchrelayError } from './errors/torchrelay-error.ts';
export type {
  Effect,
  Recovery,
  TorchrelayErrorDescription,
  TorchrelayErrorOptions,
} from './errors/torchrelay-error.ts';

export { checkName, nameFrom } from './names/name.ts';
export { bytesSource, readAll, textSource } from './store/sources.ts';
export { prepareModel } from './prepare/prepare-model.ts';
export type {
  ModelOptions,
  PreparedModel,
  PrepareOptions,
  PrepareWarning,
} from './prepare/prepare-model.ts';
export type {
  OutputDeclarations,
  TensorDeclaration,
  TensorDeclarations,
} from './prepare/declarations.ts';
export { parseTensorAssignment, parseTensorSpec } from './prepare/parse-tensor-spec.ts';
export { readExamples } from './prepare/read-examples.ts';
export type { ReadExamplesOptions } from './prepare/read-examples.ts';
export { checkServable, servingProblems } from './prepare/check-servable.ts';
export type { ServingProblem } from './package/engine-rules.ts';
export { formatTensorSpec } from './package/format-tensor-spec.ts';
export type { ModelPackage, PackageFile } from './package/model-package.ts';
export type { Sample } from './package/sample.ts';
export { imageFile } from './preprocess/picture/image-input.ts';
export type { ImageFile, ImageInput, Picture } from './preprocess/picture/image-input.ts';
export type { TextInput, TextPair } from './preprocess/text/text-input.ts';
export type { TokenizerSource, TokenizerSources } from './preprocess/text/tokenizer-source.ts';
export type { InputOptions, InputValue } from './preprocess/input-options.ts';
export type {
  ImageDeclaration,
  PreprocessDeclarations,
  TextDeclaration,
} from './preprocess/declared/preprocess-declarations.ts';
export type { ImagePreset } from './preprocess/declared/presets.ts';
export {
  acceleratorFamily,
  acceleratorKind,
  acceleratorKinds,
} from './accelerators/accelerator-kinds.ts';
export type { AcceleratorKind, Rate } from './accelerators/accelerator-kinds.ts';
export { judgeFit } from './size/memory-estimate.ts';
export type { Fit, MemoryEstimate, MemoryTerm, TermKind } from './size/memory-estimate.ts';
export { estimateServing } from './size/serving/estimate-serving.ts';
export type { ServingSetup } from './size/serving/estimate-serving.ts';
export type { DecoderShape } from './size/serving/decoder-shape.ts';
export type { MeasuredPeak } from './size/serving/measured-terms.ts';
export { estimateTraining } from './size/training/estimate-training.ts';
export type { TrainingEstimate, TrainingJob } from './size/training/estimate-training.ts';
export type { CheckpointBytesPerParameter } from './size/training/checkpoints.ts';
export type { Sharding, TrainingSetup, TransformerShape } from './size/training/training-setup.ts';
export type { Range, TrainingTime } from './size/training/training-time.ts';
export type { Utilisation } from './size/training/utilisation.ts';

export * from './open-inference/index.ts';
