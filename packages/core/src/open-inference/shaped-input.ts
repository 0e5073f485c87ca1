import type { Datatype } from './datatype.ts';
import type { TensorData } from './tensor-types.ts';

/**
 * Datatype and shape of a tensor, as types: `{ datatype: 'FP32'; shape: [-1, 4] }`, -1 for a dimension that
 * may vary.
 */
export interface TensorType {
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  /** What it can be made of, beside the tensor itself. */
  readonly from?: 'image';
}

/** The typed arrays whose elements are a tensor's, without a conversion that could round or overflow. */
type TypedArrayOf<D extends Datatype> = D extends 'BYTES'
  ? never
  : D extends 'FP16' | 'BF16'
    ? // The raw bits, or numbers to be rounded: JavaScript has no array for either in all its versions.
      Uint16Array | Float32Array
    : D extends 'UINT8'
      ? Uint8Array | Uint8ClampedArray
      : TensorData<D>;

type ElementOf<D extends Datatype> = D extends 'BOOL'
  ? boolean
  : D extends 'BYTES'
    ? string | Uint8Array
    : D extends 'INT64' | 'UINT64'
      ? number | bigint
      : number;

/** Dimensions longer than this are lists of any length to TypeScript, which would count them slowly. */
type LongestCounted = 64;

/** A list of a fixed length, where it is short enough; -1 and lengths that are not known fit any list. */
type ListOf<
  Element,
  Length extends number,
  Counted extends readonly Element[] = readonly [],
> = number extends Length
  ? readonly Element[]
  : Length extends -1
    ? readonly Element[]
    : Counted['length'] extends Length
      ? Counted
      : Counted['length'] extends LongestCounted
        ? readonly Element[]
        : ListOf<Element, Length, readonly [...Counted, Element]>;

/** Lists in lists, as deep as the shape has dimensions. */
type NestedOf<Element, Shape extends readonly number[]> = number extends Shape['length']
  ? AnyDepth<Element>
  : Shape extends readonly [infer Length extends number, ...infer Rest extends readonly number[]]
    ? ListOf<NestedOf<Element, Rest>, Length>
    : Element;

type AnyDepth<Element> = Element | readonly AnyDepth<Element>[];

/** The shapes that fit: any size where the model's is -1. */
type ShapeOf<Shape extends readonly number[]> = {
  readonly [Axis in keyof Shape]: Shape[Axis] extends -1 ? number : Shape[Axis];
};

/**
 * What a tensor of a known datatype and shape can be made from: a typed array of its datatype, lists nested
 * as its shape is, or either with the shape beside it. A list of which TypeScript does not know the length,
 * since it was computed, goes into `{ data }`. How many elements a typed array has, TypeScript cannot know:
 * that is checked when the model is asked, before anything is sent.
 */
export type ShapedInput<Type extends TensorType = TensorType> =
  | TypedArrayOf<Type['datatype']>
  | NestedOf<ElementOf<Type['datatype']>, Type['shape']>
  | {
      readonly data: TypedArrayOf<Type['datatype']> | AnyDepth<ElementOf<Type['datatype']>>;
      /** Needed where the model leaves more than one dimension open, and `data` is no nested list. */
      readonly shape?: ShapeOf<Type['shape']>;
      readonly datatype?: Type['datatype'];
    };
