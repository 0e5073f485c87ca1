/**
 * Element type in PyTorch's spelling. Open-ended: a newer PyTorch may write one that is not listed.
 * `Dtype` values that this reader knows come with a size; see {@link ModelTensor.bytes}.
 */
export type Dtype =
  | 'float64'
  | 'float32'
  | 'float16'
  | 'bfloat16'
  | 'float8_e4m3fn'
  | 'float8_e5m2'
  | 'float8_e4m3fnuz'
  | 'float8_e5m2fnuz'
  | 'float8_e8m0fnu'
  | 'int64'
  | 'int32'
  | 'int16'
  | 'int8'
  | 'uint64'
  | 'uint32'
  | 'uint16'
  | 'uint8'
  | 'bool'
  | 'complex128'
  | 'complex64'
  | 'complex32'
  | 'qint32'
  | 'qint8'
  | 'quint8'
  | 'quint4x2'
  | 'quint2x4';

/**
 * - `parameter` and `buffer`: what `named_parameters()` and `named_buffers()` list after loading.
 * - `attribute`: a tensor that the model keeps elsewhere: a plain attribute, inside a list or a dict,
 *   or packed weights of a quantized layer. It takes memory, but PyTorch lists it nowhere.
 * - `constant`: a literal of the code (`CONSTANTS.c0`). After `torch.jit.freeze` all weights are.
 */
export type TensorRole = 'parameter' | 'buffer' | 'attribute' | 'constant';

/** Where a storage's bytes lie. Several tensors may share one. */
export interface TensorStorage {
  /** The record in the archive, without its root folder: `data/0`. */
  readonly record: string;
  /** Bytes of the whole storage as the pickle declares it; a view uses a part of them. */
  readonly bytes: number;
  /** Where the record's bytes start in the file; `undefined` when it is deflated or not there. */
  readonly fileOffset: number | undefined;
}

/** A tensor of the model: everything but its elements. */
export interface ModelTensor {
  /** As PyTorch says it: `layer1.0.conv1.weight`. Constants are `CONSTANTS.c0`. */
  readonly name: string;
  readonly role: TensorRole;
  readonly dtype: Dtype;
  /** Size of each dimension; `[]` for a scalar. */
  readonly shape: readonly number[];
  /** Steps in elements, one per dimension; `[]` for tensors that are not strided. */
  readonly strides: readonly number[];
  /** Where the tensor starts in its storage, in elements. */
  readonly storageOffset: number;
  /** Number of elements: the product of `shape`. */
  readonly elements: number;
  /** Bytes of its elements, without what else lies in the storage. */
  readonly bytes: number;
  /** Where it was when it was saved: `cpu`, `cuda:0`. */
  readonly device: string;
  readonly requiresGrad: boolean;
  readonly layout: 'strided' | 'sparse_coo' | 'sparse_csr';
  /** `undefined` for tensors made of others: sparse ones are listed with their parts. */
  readonly storage: TensorStorage | undefined;
  /** The first tensor in the list that uses the same storage, if this is a later one. */
  readonly sharesStorageWith: string | undefined;
  /**
   * The first name of this very tensor, if it was listed before: tied weights, or a module used twice.
   * `named_parameters()` leaves such repetitions out unless it is called with `remove_duplicate=False`.
   */
  readonly sameAs: string | undefined;
  /** Whether it shows only a part of its storage, or shows it in another order. */
  readonly isView: boolean;
}
