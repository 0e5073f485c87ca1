import type { Dtype, ModelTensor } from '../model/tensor.ts';
import type { PickleCall } from '../pickle/value.ts';

/** A storage as a pickle refers to it. */
export interface StorageReference {
  /** `0`, the name of its record within the pickle's folder. */
  readonly key: string;
  readonly dtype: Dtype;
  /** `cpu`, `cuda:0`. */
  readonly device: string;
  readonly elements: number;
}

/** A tensor as a pickle asks for it to be rebuilt. */
export interface RebuiltTensor {
  /** Its identity: two names of one tensor have the same call. */
  readonly call: PickleCall;
  readonly layout: ModelTensor['layout'];
  readonly dtype: Dtype;
  readonly device: string;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly storageOffset: number;
  readonly requiresGrad: boolean;
  /** `undefined` for tensors made of `parts`. */
  readonly storage: StorageReference | undefined;
  /** Tensors that it is made of or comes with: indices and values; scales and zero points. */
  readonly parts: readonly { readonly name: string; readonly tensor: RebuiltTensor }[];
}
