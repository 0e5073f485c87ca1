/**
 * The Open Inference Protocol, version 2: the wire codec that client and server share, and the
 * typed client.
 * @module
 */
export {
  DATATYPES,
  type Datatype,
  datatypeBytes,
  fromTorchDtype,
  isDatatype,
  toTorchDtype,
  toTritonType,
} from './datatype.ts';
export { decodeRequest } from './decode-request.ts';
export { decodeResponse } from './decode-response.ts';
export { joinChunks } from './encode-body.ts';
export { encodeRequest } from './encode-request.ts';
export { encodeResponse } from './encode-response.ts';
export type {
  CallOptions,
  InferenceClient,
  InferenceClientSettings,
  InferOptions,
  ModelTypes,
  PredictInputs,
  PredictOptions,
  PredictOutputs,
  RetrySettings,
} from './inference-client-types.ts';
export { createInferenceClient } from './inference-client.ts';
export { httpTransport } from './http-transport.ts';
export type {
  InferenceTransport,
  TransportRequest,
  TransportResponse,
} from './inference-transport.ts';
export type {
  Encoding,
  Flavour,
  InferRequest,
  InferResponse,
  ModelMetadata,
  InferParameters,
  RequestedOutput,
  ServerMetadata,
  WireHeaders,
  WireMessage,
  WireTensor,
} from './messages.ts';
export type { ShapedInput, TensorType } from './shaped-input.ts';
export { toShortDouble, toShortDoubles } from './short-float32.ts';
export {
  fromBfloat16Bits,
  fromFloat16Bits,
  narrowToSmallFloats,
  toBfloat16Bits,
  toFloat16Bits,
  widenSmallFloats,
} from './small-float.ts';
export { toFloat32Array, toTensor } from './tensor.ts';
export { toWireTensor } from './tensor-input.ts';
export type { Tensor, TensorData, TensorInput, TypedArray } from './tensor-types.ts';
export { WireError, type WireErrorCode } from './wire-error.ts';
