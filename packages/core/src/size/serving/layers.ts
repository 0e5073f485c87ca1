import type { Model, ModelModule, ModelTensor } from '@torchrelay/torchscript';

/** A weight that makes activations, as its shape tells it. Nothing of the model's code is read. */
export type Layer =
  | {
      readonly kind: 'linear';
      /** Of the module that holds it: `encoder.layers.0`. */
      readonly parent: string;
      readonly inFeatures: number;
      readonly outFeatures: number;
    }
  | {
      readonly kind: 'convolution';
      readonly outChannels: number;
      /** Sizes of the kernel: two for images. */
      readonly kernel: readonly number[];
      readonly isTransposed: boolean;
      /** Whether each channel has a kernel of its own. */
      readonly isDepthwise: boolean;
    };

export type LinearLayer = Extract<Layer, { kind: 'linear' }>;
export type ConvolutionLayer = Extract<Layer, { kind: 'convolution' }>;

/** The layers of a model in its own order, embeddings and normalisations left out. */
export function layersOf(model: Model): readonly Layer[] {
  const classNames = classNamesOf(model);
  return model.tensors.flatMap((tensor) => {
    const layer = isWeight(tensor) ? layerOf(tensor, classNames) : undefined;
    return layer === undefined ? [] : [layer];
  });
}

/** Weights of linear layers and convolutions have names of their own, and none once a model is frozen. */
function isWeight({ name, role, sameAs }: ModelTensor): boolean {
  if (role === 'constant') return true;
  // A head that shares its weight with the embedding is a layer nevertheless.
  return (
    role === 'parameter' && /weight/.test(name) && (sameAs === undefined || !isEmbedding(name))
  );
}

function layerOf(
  { name, shape }: ModelTensor,
  classNames: ReadonlyMap<string, string>,
): Layer | undefined {
  const owner = name.slice(0, name.lastIndexOf('.'));
  const className = classNames.get(owner) ?? '';
  if (/embedding/i.test(className) || (className === '' && isEmbedding(name))) return undefined;
  const [first = 0, second = 0, ...kernel] = shape;
  if (first === 0 || second === 0) return undefined;
  if (shape.length === 2) return linear({ owner, name, first, second });
  if (kernel.length === 0 || kernel.length > 3) return undefined;
  const isTransposed = /ConvTranspose/.test(className);
  return {
    kind: 'convolution',
    outChannels: isTransposed ? second : first,
    kernel,
    isTransposed,
    isDepthwise: second === 1 && first > 1,
  };
}

function linear({
  owner,
  name,
  first,
  second,
}: {
  readonly owner: string;
  readonly name: string;
  readonly first: number;
  readonly second: number;
}): Layer {
  // `in_proj_weight` is held by the attention itself, `linear1.weight` by a module of its own.
  const isOwn = name.endsWith('.weight');
  const parent = isOwn ? owner.slice(0, Math.max(0, owner.lastIndexOf('.'))) : owner;
  return { kind: 'linear', parent, inFeatures: second, outFeatures: first };
}

function isEmbedding(name: string): boolean {
  return /(embed|\bwte\b|\bwpe\b|lookup)/i.test(name);
}

function classNamesOf(model: Model): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  if (model.format !== 'torchscript') return names;
  const add = ({ name, className, children }: ModelModule): void => {
    names.set(name, className);
    for (const child of children) add(child);
  };
  add(model.modules);
  return names;
}
