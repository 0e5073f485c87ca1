import type {
  ExportedDimension,
  ExportedValue,
  Model,
  ModelMethod,
  TracedInput,
} from '@torchrelay/torchscript';

import { formatPairs } from '../../output/table.ts';
import type { Page } from '../../output/page.ts';

/** How it is called, and what it gives. */
export function describeInterface(model: Model, page: Page): string[] {
  if (model.format === 'torchscript') {
    return model.methods.flatMap((method) => describeMethod(method, model.tracedInputs, page));
  }
  return [...describeValues('input', model.inputs), ...describeValues('output', model.outputs)];
}

function describeMethod(
  { name, arguments: args, returns }: ModelMethod,
  traced: readonly TracedInput[],
  { style }: Page,
): string[] {
  const list = args.map(
    (arg) => `${arg.name}: ${arg.type}${arg.default === undefined ? '' : ` = ${arg.default}`}`,
  );
  const examples = traced.filter(({ method }) => method === name);
  const shapes = examples.map(
    (input) => [`  ${input.name}`, `${input.dtype} [${input.shape.join(', ')}]`] as const,
  );
  const lines = shapes.length === 0 ? [] : formatPairs(shapes);
  return [
    `${style.bold(name)}(${list.join(', ')}) -> ${returns}`,
    ...lines.map((line) => `${line} ${style.dim('as traced')}`),
  ];
}

function describeValues(kind: string, values: readonly ExportedValue[]): string[] {
  if (values.length === 0) return [];
  return formatPairs(values.map((value) => [`${kind} ${value.name}`, describeValue(value)]));
}

function describeValue({ type, dtype, shape }: ExportedValue): string {
  return shape === undefined ? type : `${dtype} [${shape.map(describeDimension).join(', ')}]`;
}

function describeDimension(dimension: ExportedDimension): string {
  if (typeof dimension === 'number') return String(dimension);
  const { symbol, min, max } = dimension;
  if (min === undefined && max === undefined) return symbol;
  return `${symbol}: ${min ?? ''}..${max ?? ''}`;
}
