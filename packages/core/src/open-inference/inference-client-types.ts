import type { InputOptions, InputValue } from '../preprocess/input-options.ts';
import type { ImageInput } from '../preprocess/picture/image-input.ts';
import type { TextInput } from '../preprocess/text/text-input.ts';
import type { Signature } from '../target/signature.ts';
import type { Datatype } from './datatype.ts';
import type { InferenceTransport } from './inference-transport.ts';
import type {
  Encoding,
  Flavour,
  InferRequest,
  InferResponse,
  ModelMetadata,
  InferParameters,
  ServerMetadata,
} from './messages.ts';
import type { ShapedInput, TensorType } from './shaped-input.ts';
import type { Tensor, TensorInput } from './tensor-types.ts';

/**
 * The names and datatypes of a model's inputs and outputs, for typed calls. With a shape beside the datatype,
 * as `torchrelay client` writes them, inputs of another shape fail to compile too.
 */
export interface ModelTypes {
  readonly inputs: Readonly<Record<string, Datatype | TensorType>>;
  readonly outputs: Readonly<Record<string, Datatype | TensorType>>;
  /** The inputs that are made of a text, by the name under which it is given: `{ text: 'input_ids' | 'attention_mask' }`. */
  readonly texts?: Readonly<Record<string, string>>;
}

/** What `predict` takes of a model: a value for each input, or a text in place of those that are made of it. */
export type PredictInputs<Model extends ModelTypes> = string extends keyof Model['inputs']
  ? { readonly [Name in keyof Model['inputs']]: InputValue }
  : Model extends { readonly texts: infer Texts extends Readonly<Record<string, string>> }
    ? TensorInputs<Model, Exclude<keyof Model['inputs'], Texts[keyof Texts]>> &
        EachText<Model, Texts>
    : TensorInputs<Model, keyof Model['inputs']>;

type TensorInputs<Model extends ModelTypes, Names extends keyof Model['inputs']> = {
  readonly [Name in Names]: InputOf<Model['inputs'][Name]>;
};

/** For every text: itself, or else all of the tensors that would be made of it. */
type EachText<Model extends ModelTypes, Texts extends Readonly<Record<string, string>>> = AllOf<{
  [Name in keyof Texts]: {
    choice: TextOrTensors<Model, Name, Texts[Name] & keyof Model['inputs']>;
  };
}>;

type TextOrTensors<
  Model extends ModelTypes,
  Text extends PropertyKey,
  Names extends keyof Model['inputs'],
> =
  | ({ readonly [Name in Text]: TextInput } & { readonly [Name in Exclude<Names, Text>]?: never })
  | (TensorInputs<Model, Names> & { readonly [Name in Exclude<Text, Names>]?: never });

/** All of the choices at once: parameters of functions meet, where members of a union would part. */
type AllOf<Choices> = {
  [Name in keyof Choices]: (choice: Choices[Name]) => void;
}[keyof Choices] extends (choice: infer All extends { choice: unknown }) => void
  ? All['choice']
  : never;

/** What `predict` gives of a model: a tensor for each output, with the typed array of its datatype. */
export type PredictOutputs<Model extends ModelTypes> = {
  readonly [Name in keyof Model['outputs']]: Tensor<DatatypeOf<Model['outputs'][Name]>>;
};

type InputOf<Type extends Datatype | TensorType> = Type extends Datatype
  ? TensorInput<Type>
  : Type extends TensorType
    ? ShapedInput<Type> | (Type extends { readonly from: 'image' } ? ImageInput : never)
    : never;

type DatatypeOf<Type extends Datatype | TensorType> = Type extends Datatype
  ? Type
  : Type extends TensorType
    ? Type['datatype']
    : never;

/** What every request takes. */
export interface CallOptions {
  readonly abortSignal?: AbortSignal;
  /**
   * Retries included. The first `predict`, which also asks for the metadata, has as long again for that.
   */
  readonly timeoutInMs?: number;
}

/** What `predict` takes beside the values. */
export interface PredictOptions extends CallOptions {
  /** Names of the outputs wanted; all, if not given. */
  readonly outputs?: readonly string[];
  readonly id?: string;
  readonly parameters?: InferParameters;
  readonly encoding?: Encoding;
}

/** What `infer` takes beside the tensors. */
export interface InferOptions extends CallOptions {
  readonly encoding?: Encoding;
}

/** How often and how patiently a request is repeated. Waits in milliseconds, with full jitter. */
export interface RetrySettings {
  /** @default 2 */
  readonly maxRetries?: number;
  /** Whether inference is retried. Turn it off for a model whose calls have side effects. @default true */
  readonly inference?: boolean;
  /** The longest first wait; it doubles with each retry. @default 200 */
  readonly baseDelayInMs?: number;
  /** @default 5000 */
  readonly maxDelayInMs?: number;
  /** A longer `Retry-After` than this is not waited for. @default 60000 */
  readonly maxRetryAfterInMs?: number;
  /** From 0 to 1, for the jitter. */
  readonly random?: () => number;
}

/** Which model is asked, over what, and how patiently. */
export interface InferenceClientSettings extends InputOptions {
  readonly transport: InferenceTransport;
  readonly modelName: string;
  readonly modelVersion?: string;
  /** @default 'binary' */
  readonly encoding?: Encoding;
  /** @default 'open-inference' */
  readonly flavour?: Flavour;
  /**
   * What the model takes and gives. `fetch` asks the server once and keeps the answer; `none`
   * sends values as they are, for platforms that let no metadata through.
   * @default 'fetch', or 'none' for SageMaker
   */
  readonly signature?: Signature | 'fetch' | 'none';
  /** @default 60000 */
  readonly timeoutInMs?: number;
  readonly retry?: RetrySettings;
}

/** Asks one model by the Open Inference Protocol v2, in JSON or with binary tensors. */
export interface InferenceClient<Model extends ModelTypes = ModelTypes> {
  /** Whether the server answers at all. */
  live(options?: CallOptions): Promise<boolean>;
  /** Whether the model can be asked. */
  ready(options?: CallOptions): Promise<boolean>;
  serverMetadata(options?: CallOptions): Promise<ServerMetadata>;
  modelMetadata(options?: CallOptions): Promise<ModelMetadata>;
  /** Sends tensors as they are. */
  infer(request: InferRequest, options?: InferOptions): Promise<InferResponse>;
  /**
   * Makes tensors of plain values by the model's signature, and typed arrays of the answer. Pictures and texts
   * are values too where the signature says how tensors are made of them.
   */
  predict(inputs: PredictInputs<Model>, options?: PredictOptions): Promise<PredictOutputs<Model>>;
}
