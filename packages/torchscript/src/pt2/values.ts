import type { ExportedValue } from '../model/exported-program.ts';
import { shapeOf } from './dimensions.ts';
import { dtypeOf } from './enums.ts';
import { at, itemsOf, type JsonPart, member, textOf, variant } from './json.ts';
import { inputNames, outputNames } from './tree-spec.ts';

/** What callers give to the program, in order. */
export function inputsOf(program: JsonPart): readonly ExportedValue[] {
  const given = itemsOf(at(program, 'graph_module', 'signature', 'input_specs')).flatMap((spec) => {
    const { kind, part } = variant(spec);
    if (kind === 'user_input') return [member(part, 'arg')];
    return kind === 'constant_input' ? [member(part, 'value')] : [];
  });
  const signature = rootSignature(program);
  const argumentNames = itemsOf(member(signature, 'forward_arg_names')).map(textOf);
  return describe(program, given, inputNames(member(signature, 'in_spec'), argumentNames));
}

/** What the program returns, in order; what it changes in place is not among it. */
export function outputsOf(program: JsonPart): readonly ExportedValue[] {
  const returned = itemsOf(at(program, 'graph_module', 'signature', 'output_specs')).flatMap(
    (spec) => {
      const { kind, part } = variant(spec);
      return kind === 'user_output' || kind === 'loss_output' ? [member(part, 'arg')] : [];
    },
  );
  return describe(program, returned, outputNames(member(rootSignature(program), 'out_spec')));
}

function rootSignature(program: JsonPart): JsonPart {
  const [root] = itemsOf(at(program, 'graph_module', 'module_call_graph'));
  return member(root ?? { value: undefined, place: 'module_call_graph' }, 'signature');
}

function describe(
  program: JsonPart,
  values: readonly JsonPart[],
  names: readonly string[],
): readonly ExportedValue[] {
  return values.map((value, index) => ({
    name: names[index] ?? `${index}`,
    ...typeOf(program, value),
  }));
}

const plainTypes: Readonly<Record<string, string>> = {
  as_none: 'None',
  as_int: 'int',
  as_sym_int: 'int',
  as_float: 'float',
  as_sym_float: 'float',
  as_bool: 'bool',
  as_sym_bool: 'bool',
  as_string: 'str',
  as_complex: 'complex',
};

function typeOf(program: JsonPart, value: JsonPart): Omit<ExportedValue, 'name'> {
  const { kind, part } = variant(value);
  if (kind !== 'as_tensor' && kind !== '') {
    return {
      type: plainTypes[kind] ?? kind.replace(/^as_/, ''),
      dtype: undefined,
      shape: undefined,
    };
  }
  const meta = tensorMeta(program, kind === '' ? value : part);
  return {
    type: 'Tensor',
    dtype: dtypeOf(member(meta, 'dtype')),
    shape: shapeOf(meta, member(program, 'range_constraints')),
  };
}

/** The description of a tensor of the graph. */
export function tensorMeta(program: JsonPart, argument: JsonPart): JsonPart {
  const name = textOf(member(argument, 'name'));
  return at(program, 'graph_module', 'graph', 'tensor_values', name);
}
