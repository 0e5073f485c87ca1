import { type JsonPart, isMissing, itemsOf, member, parseJson, textOf } from './json.ts';

const deepest = 100;

/**
 * The name of each leaf of a structure that was flattened for export, in order: `x`, `batch["ids"]`,
 * `pair[0]`. The specification is JSON within JSON: `[1, { type, context, children_spec }]`.
 */
export function inputNames(spec: JsonPart, argumentNames: readonly string[]): readonly string[] {
  const [positional, keyword] = childrenOf(rootOf(spec));
  const byPosition = positional === undefined ? [] : childrenOf(positional);
  const byKeyword = keyword === undefined ? [] : namedChildren(keyword);
  return [
    ...byPosition.flatMap((child, index) => leaves(child, argumentNames[index] ?? `${index}`, 0)),
    ...byKeyword.flatMap(([name, child]) => leaves(child, name, 0)),
  ];
}

/** The same for what the program returns, named by its place: `0`, `scores`, `x[1]`. */
export function outputNames(spec: JsonPart): readonly string[] {
  const root = rootOf(spec);
  if (isLeaf(root)) return ['0'];
  return namedChildren(root).flatMap(([name, child]) => leaves(child, name, 0));
}

function rootOf(spec: JsonPart): JsonPart {
  const parsed = parseJson(new TextEncoder().encode(textOf(spec)), spec.place);
  return itemsOf(parsed)[1] ?? { value: undefined, place: spec.place };
}

function isLeaf(node: JsonPart): boolean {
  return isMissing(member(node, 'type'));
}

function leaves(node: JsonPart, name: string, depth: number): readonly string[] {
  if (isLeaf(node) || depth > deepest) return [name];
  const quoted = keysOf(node) !== undefined;
  return namedChildren(node).flatMap(([key, child]) =>
    leaves(child, `${name}[${quoted ? JSON.stringify(key) : key}]`, depth + 1),
  );
}

function childrenOf(node: JsonPart): readonly JsonPart[] {
  return itemsOf(member(node, 'children_spec'));
}

function namedChildren(node: JsonPart): readonly (readonly [string, JsonPart])[] {
  const keys = keysOf(node);
  return childrenOf(node).map((child, index) => [keys?.[index] ?? `${index}`, child] as const);
}

/** A dict keeps its keys in `context`, as JSON; the other containers have no names in it. */
function keysOf(node: JsonPart): readonly string[] | undefined {
  const type = member(node, 'type').value;
  if (type !== 'builtins.dict' && type !== 'collections.OrderedDict') return undefined;
  const context = member(node, 'context');
  return itemsOf(parseJson(new TextEncoder().encode(textOf(context)), context.place)).map(
    ({ value }) => (typeof value === 'string' ? value : JSON.stringify(value)),
  );
}
