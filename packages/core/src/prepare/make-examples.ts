import { TorchrelayError } from '../errors/torchrelay-error.ts';
import { elementCount } from '../open-inference/shape.ts';
import { toWireTensor } from '../open-inference/tensor-input.ts';
import type { TensorInput } from '../open-inference/tensor-types.ts';
import type { ExampleTensor } from '../target/rehearsal.ts';
import type { TensorSpec } from '../target/signature.ts';
import { specOf, type ResolvedTensor } from './declarations.ts';
import { exampleBytes, isGuessable } from './example-values.ts';
import { unknownNamesError } from './signature-conflict.ts';

export interface Examples {
  readonly examples: readonly ExampleTensor[];
  /** Inputs for which no example can be made, and why. */
  readonly missing: readonly { readonly spec: TensorSpec; readonly reason: string }[];
}

/**
 * One value for each input: the user's, or one made up where any value of the right shape will do. Made up are
 * floating-point numbers and masks whose dimensions are known: the first is 1 where it varies, others are as
 * they were traced. Integers and strings are the user's to give.
 *
 * @throws WireError `BAD_INPUT` for an example that is no such input
 * @throws TorchrelayError `MODEL_INPUT_UNKNOWN`
 */
export function makeExamples({
  inputs,
  given = {},
}: {
  readonly inputs: readonly ResolvedTensor[];
  readonly given?: { readonly [name: string]: TensorInput } | undefined;
}): Examples {
  const known = inputs.map(({ name }) => name);
  const unknown = Object.keys(given).filter((name) => !known.includes(name));
  if (unknown.length > 0) throw unknownNamesError({ unknown, known, kind: 'example' });
  const made = inputs.map((input) => {
    const value = Object.hasOwn(given, input.name) ? given[input.name] : undefined;
    return value === undefined ? makeUp(input) : fromValue(input, value);
  });
  return {
    examples: made.flatMap((one) => ('bytes' in one ? [one] : [])),
    missing: made.flatMap((one) => ('bytes' in one ? [] : [one])),
  };
}

function fromValue(input: ResolvedTensor, value: TensorInput): ExampleTensor {
  const { name, datatype, shape, bytes } = toWireTensor({
    name: input.name,
    value,
    spec: specOf(input),
  });
  return { name, datatype, shape, bytes };
}

function makeUp(input: ResolvedTensor): ExampleTensor | Examples['missing'][number] {
  const { name, datatype } = input;
  if (!isGuessable(datatype)) {
    return {
      spec: specOf(input),
      reason: `${datatype} values may be indices or words, which cannot be guessed`,
    };
  }
  const shape = input.shape.map((size, axis) => exampleSize(input, size, axis));
  if (!isKnown(shape)) {
    return { spec: specOf(input), reason: 'its size is open in more than the first dimension' };
  }
  return {
    name,
    datatype,
    shape,
    bytes: exampleBytes({ name, datatype, count: elementCount(shape) }),
  };
}

function exampleSize(
  { tracedShape }: ResolvedTensor,
  size: number,
  axis: number,
): number | undefined {
  if (size !== -1) return size;
  return axis === 0 ? 1 : tracedShape?.[axis];
}

function isKnown(shape: readonly (number | undefined)[]): shape is readonly number[] {
  return shape.every((size) => size !== undefined);
}

/** Asks for the examples without which nothing can be rehearsed. */
export function examplesMissingError({
  file,
  missing,
}: { readonly file: string } & Pick<Examples, 'missing'>): TorchrelayError {
  const names = missing.map(({ spec }) => `"${spec.name}"`).join(', ');
  const values = missing.map(({ spec }) => `${JSON.stringify(spec.name)}: ${exampleCode(spec)}`);
  return new TorchrelayError({
    code: 'MODEL_EXAMPLES_MISSING',
    message: `${file} can only be rehearsed with examples for its input${missing.length > 1 ? 's' : ''} ${names}: ${missing[0]?.reason ?? ''}.`,
    hint: `Give values that the model is made for: examples: { ${values.join(', ')} }\nOr declare the outputs, and nothing has to be rehearsed: outputs: { … }`,
    data: { missing: missing.map(({ spec, reason }) => ({ ...spec, reason })) },
  });
}

/** A value that fits the shape, to be pasted and filled with the user's own. */
function exampleCode({ datatype, shape }: TensorSpec): string {
  const sizes = shape.map((size, axis) => (size !== -1 ? size : axis === 0 ? 1 : 3));
  const element = datatype === 'BYTES' ? "'some text'" : '1';
  if (elementCount(sizes) <= 12) return nested(sizes, element);
  return `{ data: […], shape: [${sizes.join(', ')}] }`;
}

function nested([size, ...rest]: readonly number[], element: string): string {
  if (size === undefined) return element;
  return `[${Array.from({ length: size }, () => nested(rest, element)).join(', ')}]`;
}
