import type { Signature } from '../target/signature.ts';
import type { Datatype } from './datatype.ts';

/** How a tensor's elements travel: inside the JSON, or as raw bytes behind it. */
export type Encoding = 'json' | 'binary';

/**
 * Where the length of the JSON is written when raw bytes follow it: in the header
 * `Inference-Header-Content-Length`, or, on SageMaker, which lets no such header through,
 * in the content type.
 */
export type Flavour = 'open-inference' | 'sagemaker';

/** Parameters of a request, a response or a tensor, as the protocol has them. */
export type InferParameters = Readonly<Record<string, string | number | boolean>>;

/** A tensor as both ends of the wire hold it. */
export interface WireTensor {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  /**
   * The elements in row-major order, little-endian, without padding. A BYTES element is its
   * length (4 bytes) and then its bytes.
   */
  readonly bytes: Uint8Array;
  /** Without `binary_data_size`, which the codec writes and reads itself. */
  readonly parameters?: InferParameters;
  /** Overrides the encoding of the whole message for this tensor. */
  readonly encoding?: Encoding;
}

/** An output that is wanted, and how it is to be sent. */
export interface RequestedOutput {
  readonly name: string;
  /** Without `binary_data`, which is `encoding`. */
  readonly parameters?: InferParameters;
  /** How this output is to be sent back; `outputEncoding` of the request if not given. */
  readonly encoding?: Encoding;
}

/** A request in the words of the Open Inference Protocol. */
export interface InferRequest {
  readonly id?: string;
  /** Without `binary_data_output`, which is `outputEncoding`. */
  readonly parameters?: InferParameters;
  readonly inputs: readonly WireTensor[];
  /** All outputs of the model, if not given. */
  readonly outputs?: readonly RequestedOutput[];
  /** How outputs are to be sent back where `outputs` does not say it. */
  readonly outputEncoding?: Encoding;
}

/** An answer in the words of the Open Inference Protocol. */
export interface InferResponse {
  readonly modelName: string;
  readonly modelVersion?: string;
  readonly id?: string;
  readonly parameters?: InferParameters;
  readonly outputs: readonly WireTensor[];
}

/** An encoded request or response. */
export interface WireMessage {
  /** Content type, and the length of the JSON where raw bytes follow it. No content length. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body in pieces: tensors that travel as bytes are not copied. Views of memory that others may use, too. */
  readonly chunks: readonly Uint8Array[];
  /** The length of all chunks together, which is the content length. */
  readonly byteLength: number;
}

/** Header names in any case, as servers and clients hand them out. */
export type WireHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What the server says that the model takes and gives. */
export interface ModelMetadata extends Signature {
  readonly name: string;
  readonly versions?: readonly string[];
  /** `pytorch_libtorch`, … */
  readonly platform: string;
}

/** What the server says about itself. */
export interface ServerMetadata {
  readonly name: string;
  readonly version: string;
  readonly extensions: readonly string[];
}
