import type { Model, ModelModule, ModelTensor } from '@torchrelay/torchscript';

import type { ModuleNode } from './module-node.ts';

/** The tree to draw; `undefined` where the file has no modules. */
export function moduleNodes(model: Model): ModuleNode | undefined {
  if (model.format === 'torchscript') {
    const counts = parametersByModule(model.tensors);
    return nodeOf(model.modules, counts);
  }
  return nodeOfNames(model.tensors);
}

function nodeOf(module: ModelModule, counts: ReadonlyMap<string, number>): ModuleNode {
  const children = module.children.map((child) => nodeOf(child, counts));
  const below = children.reduce((sum, { parameters }) => sum + parameters, 0);
  return {
    label: lastPart(module.name) || module.className,
    className: module.name === '' ? '' : lastPart(module.className),
    count: 1,
    parameters: (counts.get(module.name) ?? 0) + below,
    bytes: module.totalBytes,
    children,
  };
}

/** Elements of the parameters that each module holds itself, each tensor once, under its first name. */
function parametersByModule(tensors: readonly ModelTensor[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { name, role, elements, sameAs } of tensors) {
    if (role !== 'parameter' || sameAs !== undefined) continue;
    const module = firstParts(name);
    counts.set(module, (counts.get(module) ?? 0) + elements);
  }
  return counts;
}

/** A program of torch.export keeps its modules in the names of its tensors alone. */
function nodeOfNames(tensors: readonly ModelTensor[]): ModuleNode | undefined {
  const owned = tensors.filter(({ sameAs, name }) => sameAs === undefined && name.includes('.'));
  return owned.length === 0
    ? undefined
    : sumOf(
        'model',
        tensors.map((tensor) => ({ path: tensor.name.split('.').slice(0, -1), tensor })),
      );
}

interface Placed {
  readonly path: readonly string[];
  readonly tensor: ModelTensor;
}

function sumOf(label: string, placed: readonly Placed[]): ModuleNode {
  const deeper = placed.filter(({ path }) => path.length > 0);
  const groups = Map.groupBy(deeper, ({ path: [first = ''] }) => first);
  const own = placed.filter(({ tensor }) => tensor.sameAs === undefined);
  return {
    label,
    className: '',
    count: 1,
    parameters: own.reduce(
      (sum, { tensor }) => sum + (tensor.role === 'parameter' ? tensor.elements : 0),
      0,
    ),
    bytes: own.reduce((sum, { tensor }) => sum + tensor.bytes, 0),
    children: [...groups].map(([name, members]) =>
      sumOf(
        name,
        members.map(({ path, tensor }) => ({ path: path.slice(1), tensor })),
      ),
    ),
  };
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function firstParts(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('.')));
}
