import type { CodeClass } from '../code/code-unit.ts';
import type { Limits } from '../limits.ts';
import type { TensorRole } from '../model/tensor.ts';
import {
  globalName,
  isList,
  isNode,
  type PickleDict,
  type PickleList,
  type PickleNode,
  type PickleObject,
  type PickleValue,
} from '../pickle/value.ts';
import { corrupt, tooComplex } from '../refusals.ts';
import { asTensor } from './rebuild.ts';
import type { RebuiltTensor } from './rebuilt-tensor.ts';

/** A tensor where it was found. */
export interface NamedTensor {
  readonly name: string;
  readonly role: TensorRole;
  readonly tensor: RebuiltTensor;
}

/** A module where it was found, with what it holds itself. */
export interface WalkedModule {
  readonly name: string;
  /** Mangled: `__torch__.torch.nn.modules.linear.___torch_mangle_0.Linear`. */
  readonly className: string;
  readonly object: PickleObject;
  readonly tensors: readonly NamedTensor[];
  readonly children: readonly WalkedModule[];
}

interface Walk {
  readonly classes: ReadonlyMap<string, CodeClass>;
  readonly place: string;
  readonly limits: Limits;
  /** Containers that were seen, so that shared ones are listed once and circular ones end. */
  readonly seen: Set<PickleNode>;
  count: number;
}

/**
 * Walks the object tree of a pickle the way PyTorch names its parts. A module used twice is walked
 * twice, since it has two names; anything else once.
 */
export function walkModules(
  root: PickleValue,
  {
    classes,
    place,
    limits,
  }: { classes: ReadonlyMap<string, CodeClass>; place: string; limits: Limits },
): WalkedModule {
  if (!isNode(root) || root.kind !== 'object') {
    throw corrupt(`The pickle ${place} holds no module.`, { place });
  }
  return walkModule(
    { classes, place, limits, seen: new Set(), count: 0 },
    { object: root, name: '', depth: 0 },
  );
}

/** Tensors within any value, named after their place in it: `xs[0]`, `batch["ids"]`. */
export function walkValue(
  value: PickleValue,
  { name, role, place, limits }: { name: string; role: TensorRole; place: string; limits: Limits },
): readonly NamedTensor[] {
  const walk: Walk = { classes: new Map(), place, limits, seen: new Set(), count: 0 };
  return tensorsWithin(walk, { value, name, role, depth: 0 });
}

function walkModule(
  walk: Walk,
  { object, name, depth }: { object: PickleObject; name: string; depth: number },
): WalkedModule {
  enter(walk, { name, depth });
  const className = globalName(object.type) ?? '';
  const declared = walk.classes.get(className);
  const tensors: NamedTensor[] = [];
  const children: WalkedModule[] = [];
  for (const [attribute, value] of attributesOf(object)) {
    const at = { name: name === '' ? attribute : `${name}.${attribute}`, depth: depth + 1 };
    if (isModule(walk, value)) children.push(walkModule(walk, { object: value, ...at }));
    else tensors.push(...tensorsWithin(walk, { value, role: roleOf(declared, attribute), ...at }));
  }
  return { name, className, object, tensors, children };
}

/** Attributes by name; the state of a class with `__getstate__` has none, and is walked as `state`. */
function attributesOf({ state }: PickleObject): readonly (readonly [string, PickleValue])[] {
  if (state === undefined) return [];
  if (!isNode(state) || state.kind !== 'dict') return [['state', state]];
  return state.keys.flatMap((key, index) => {
    const value = state.values[index];
    return typeof key === 'string' && value !== undefined ? [[key, value] as const] : [];
  });
}

function isModule(walk: Walk, value: PickleValue): value is PickleObject {
  return (
    isNode(value) &&
    value.kind === 'object' &&
    walk.classes.get(globalName(value.type) ?? '')?.base === 'Module'
  );
}

function roleOf(declared: CodeClass | undefined, attribute: string): TensorRole {
  if (declared?.parameters.includes(attribute) === true) return 'parameter';
  if (declared?.buffers.includes(attribute) === true) return 'buffer';
  return 'attribute';
}

interface Visit {
  readonly value: PickleValue;
  readonly name: string;
  readonly role: TensorRole;
  readonly depth: number;
}

function tensorsWithin(walk: Walk, visit: Visit): NamedTensor[] {
  const { value, name, role, depth } = visit;
  if (!isNode(value)) return [];
  const tensor = asTensor(value, walk.place);
  if (tensor !== undefined) return listTensor(walk, { name, role, tensor, depth });
  if (walk.seen.has(value)) return [];
  walk.seen.add(value);
  checkDepth(walk, visit);
  const inner = { role: 'attribute' as const, depth: depth + 1 };
  return parts(value).flatMap(([suffix, part]) =>
    tensorsWithin(walk, { value: part, name: `${name}${suffix}`, ...inner }),
  );
}

function listTensor(
  walk: Walk,
  {
    name,
    role,
    tensor,
    depth,
  }: { name: string; role: TensorRole; tensor: RebuiltTensor; depth: number },
): NamedTensor[] {
  enter(walk, { name, depth });
  const inner = tensor.parts.flatMap((part) =>
    listTensor(walk, {
      name: `${name}.${part.name}`,
      role: 'attribute',
      tensor: part.tensor,
      depth: depth + 1,
    }),
  );
  return [{ name, role, tensor }, ...inner];
}

type Part = readonly [suffix: string, value: PickleValue];

/** What a value is made of, plain values aside, each with the suffix that its name gets. */
function parts(value: PickleNode): readonly Part[] {
  if (isList(value, 'list') || isList(value, 'tuple')) return itemParts(value);
  if (value.kind === 'dict') return dictParts(value);
  if (value.kind === 'object') {
    return attributesOf(value).map(([attribute, part]) => [`.${attribute}`, part] as const);
  }
  if (value.kind === 'call') return callParts(value.arguments);
  return [];
}

function itemParts({ items }: PickleList): readonly Part[] {
  return items.flatMap((item, index) => (isNode(item) ? [[`[${index}]`, item] as const] : []));
}

function dictParts({ keys, values }: PickleDict): readonly Part[] {
  return values.flatMap((value, index) => {
    if (!isNode(value)) return [];
    const key = keys[index];
    return [[typeof key === 'object' ? '[…]' : `[${JSON.stringify(String(key))}]`, value] as const];
  });
}

/** `restore_type_tag(value, type)` and `build_tensorlist(list)`: the first argument is the value. */
function callParts(args: PickleValue): readonly Part[] {
  const first = isList(args, 'tuple') ? args.items[0] : undefined;
  return first === undefined ? [] : [['', first]];
}

/** Counts a module or tensor. */
function enter(walk: Walk, at: { name: string; depth: number }): void {
  walk.count += 1;
  if (walk.count > walk.limits.tensors) {
    throw tooComplex('tensors', walk.limits, {
      what: 'The model has too many modules and tensors',
      place: walk.place,
    });
  }
  checkDepth(walk, at);
}

function checkDepth(walk: Walk, { name, depth }: { name: string; depth: number }): void {
  if (depth > walk.limits.nesting) {
    throw tooComplex('nesting', walk.limits, {
      what: `${name.slice(0, 80)}… is nested too deeply`,
      place: walk.place,
    });
  }
}
