export { parseType } from './code/type.ts';
export type { TorchscriptType } from './code/type.ts';
export { ModelFileError } from './errors.ts';
export type { ModelFileErrorCode, ModelFileErrorData } from './errors.ts';
export type { FindingCode } from './findings/kinds.ts';
export { inspect } from './inspect.ts';
export type { InspectOptions, Model } from './inspect.ts';
export { defaultLimits } from './limits.ts';
export type { Limits } from './limits.ts';
export type {
  DynamicDimension,
  ExportedDimension,
  ExportedProgram,
  ExportedValue,
} from './model/exported-program.ts';
export type { Finding } from './model/finding.ts';
export type { ModelArgument, ModelMethod, TracedInput } from './model/method.ts';
export type { ModelModule } from './model/module.ts';
export type { Severity } from './model/severity.ts';
export type { Dtype, ModelTensor, TensorRole, TensorStorage } from './model/tensor.ts';
export type { Origin, TorchscriptModel } from './model/torchscript-model.ts';
export type { ModelTotals, TensorSum } from './model/totals.ts';
export type { FileFormat } from './recognise/file-format.ts';
export type { ByteSource } from './source/byte-source.ts';
export { fromBytes } from './source/bytes-source.ts';
export { fromRanges } from './source/from-ranges.ts';
export type { ByteRanges, RangeSettings } from './source/from-ranges.ts';
export { openFile } from './source/file-source.ts';
export type { FileSource } from './source/file-source.ts';
