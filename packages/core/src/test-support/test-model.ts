import type { Dtype, ModelModule, ModelTensor, TorchscriptModel } from '@torchrelay/torchscript';

export interface TestModel {
  /** Shapes of parameters by their names; a storage of its own for each. */
  readonly parameters?: Readonly<Record<string, readonly number[]>>;
  readonly dtype?: Dtype;
  /** Classes of modules by their names: `layers.0`. */
  readonly classNames?: Readonly<Record<string, string>>;
  readonly tracedInputs?: TorchscriptModel['tracedInputs'];
  /** What the totals say where there are no parameters. */
  readonly storageBytes?: number;
}

/** A model as `inspect` describes one, of which only weights, classes and traced inputs matter. */
export function testModel({
  parameters = {},
  dtype = 'float32',
  classNames = {},
  tracedInputs = [],
  storageBytes,
}: TestModel = {}): TorchscriptModel {
  const tensors = Object.entries(parameters).map(([name, shape]) => tensorOf(name, shape, dtype));
  const sum = {
    tensors: tensors.length,
    elements: tensors.reduce((total, { elements }) => total + elements, 0),
    bytes: tensors.reduce((total, { bytes }) => total + bytes, 0),
  };
  const nothing = { tensors: 0, elements: 0, bytes: 0 };
  return {
    format: 'torchscript',
    name: 'test.pt',
    fileFormatVersion: 3,
    origin: 'script',
    frozen: false,
    mobile: false,
    training: false,
    className: 'Test',
    tensors,
    modules: moduleOf('', 'Test', Object.entries(classNames)),
    totals: {
      parameters: sum,
      buffers: nothing,
      others: nothing,
      byDtype: { [dtype]: sum },
      storageBytes: storageBytes ?? sum.bytes,
      fileBytes: sum.bytes,
    },
    methods: [],
    tracedInputs,
    extraFiles: [],
    findings: [],
    bytesRead: 0,
  };
}

function tensorOf(name: string, shape: readonly number[], dtype: Dtype): ModelTensor {
  const elements = shape.reduce((total, size) => total * size, 1);
  const bytes = elements * (dtype === 'float32' ? 4 : 2);
  return {
    name,
    role: name.startsWith('CONSTANTS.') ? 'constant' : 'parameter',
    dtype,
    shape,
    strides: [],
    storageOffset: 0,
    elements,
    bytes,
    device: 'cpu',
    requiresGrad: true,
    layout: 'strided',
    storage: { record: `data/${name}`, bytes, fileOffset: undefined },
    sharesStorageWith: undefined,
    sameAs: undefined,
    isView: false,
  };
}

function moduleOf(
  name: string,
  className: string,
  children: readonly (readonly [string, string])[],
): ModelModule {
  return {
    name,
    className,
    ownBytes: 0,
    totalBytes: 0,
    children: children.map(([child, childClass]) => moduleOf(child, childClass, [])),
  };
}
