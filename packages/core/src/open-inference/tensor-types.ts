import type { Datatype } from './datatype.ts';

/** The typed arrays that can be given for a tensor. */
export type TypedArray =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;

interface TensorDataByDatatype {
  /** One byte per element, 0 or 1. */
  BOOL: Uint8Array;
  UINT8: Uint8Array;
  UINT16: Uint16Array;
  UINT32: Uint32Array;
  UINT64: BigUint64Array;
  INT8: Int8Array;
  INT16: Int16Array;
  INT32: Int32Array;
  INT64: BigInt64Array;
  /** The raw bits: `toFloat32Array(tensor)` reads them as numbers. */
  FP16: Uint16Array;
  /** The raw bits: `toFloat32Array(tensor)` reads them as numbers. */
  BF16: Uint16Array;
  FP32: Float32Array;
  FP64: Float64Array;
  BYTES: readonly string[];
}

/** The array that holds the elements of a tensor of this datatype. */
export type TensorData<D extends Datatype = Datatype> = TensorDataByDatatype[D];

/** A tensor as a caller sees it; `datatype` tells TypeScript what `data` is. */
export type Tensor<D extends Datatype = Datatype> = D extends Datatype
  ? {
      readonly name: string;
      readonly datatype: D;
      readonly shape: readonly number[];
      /** Row-major. */
      readonly data: TensorData<D>;
    }
  : never;

type Nested<Element> = readonly (Element | Nested<Element>)[];

type Elements<Element> = Element | Nested<Element>;

interface Described<Data> {
  readonly data: Data;
  /** Needed where the model leaves more than one dimension open. */
  readonly shape?: readonly number[];
  /** Needed where the model's metadata is not known and `data` does not say it. */
  readonly datatype?: Datatype;
}

type NumberData = TypedArray | Elements<number | bigint>;
type BooleanData = Uint8Array | Elements<boolean>;
type BytesData = Elements<string | Uint8Array>;

/** What a tensor of this datatype can be made from. */
export type TensorInput<D extends Datatype = Datatype> = D extends 'BOOL'
  ? BooleanData | Described<BooleanData>
  : D extends 'BYTES'
    ? BytesData | Described<BytesData>
    : NumberData | Described<NumberData>;
