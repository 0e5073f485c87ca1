import type { Limits } from '../limits.ts';
import type { ModelMethod, TracedInput } from '../model/method.ts';
import { isList, isNode, type PickleDict, type PickleValue } from '../pickle/value.ts';
import { walkValue } from '../tensors/walk.ts';

/**
 * Reads `traced_inputs.pkl`: a dict from method to the list of its example arguments. The tensors'
 * records are empty on purpose; only dtype and shape are kept. Without a value there are none.
 */
export function tracedInputsOf(
  value: PickleValue | undefined,
  methods: readonly ModelMethod[],
  { place, limits }: { place: string; limits: Limits },
): readonly TracedInput[] {
  const dict = untagged(value);
  if (!isNode(dict) || dict.kind !== 'dict') return [];
  return byMethod(dict).flatMap(([method, examples]) => {
    const names = methods.find(({ name }) => name === method)?.arguments ?? [];
    return examples.flatMap((example, index) =>
      walkValue(example, {
        name: names[index]?.name ?? `${index}`,
        role: 'attribute',
        place,
        limits,
      }).map(({ name, tensor: { dtype, shape } }) => ({ method, name, dtype, shape })),
    );
  });
}

function byMethod(dict: PickleDict): readonly (readonly [string, readonly PickleValue[]])[] {
  return dict.keys.flatMap((key, index) => {
    const list = untagged(dict.values[index]);
    return typeof key === 'string' && (isList(list, 'list') || isList(list, 'tuple'))
      ? [[key, list.items] as const]
      : [];
  });
}

/** The value within `restore_type_tag(value, type)` and its like. */
function untagged(value: PickleValue | undefined): PickleValue | undefined {
  if (!isNode(value) || value.kind !== 'call' || !isList(value.arguments, 'tuple')) return value;
  return value.arguments.items[0];
}
