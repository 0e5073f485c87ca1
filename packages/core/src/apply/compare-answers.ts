import { TorchrelayError } from '../errors/torchrelay-error.ts';
import { shapeFits } from '../open-inference/infer-shape.ts';
import { formatShape } from '../open-inference/shape.ts';
import type { InferResponse, WireTensor } from '../open-inference/messages.ts';
import type { Sample } from '../package/sample.ts';
import type { ExampleTensor } from '../target/rehearsal.ts';
import type { ServeSpec } from '../target/serving.ts';
import type { TensorDatatype, TensorSpec } from '../target/signature.ts';
import { numbersOf } from './numbers-of.ts';

/**
 * How far an answer may be from the rehearsal's, relative to the largest value of the output: another
 * device, another engine and another library sum in another order. Far below what a wrong model gives.
 */
const tolerance: Partial<Record<TensorDatatype, number>> = {
  FP64: 1e-3,
  FP32: 1e-2,
  FP16: 5e-2,
  BF16: 1e-1,
};

/** @throws TorchrelayError `VERIFY_WRONG_ANSWER` */
export function compareAnswers({
  response,
  want,
  sample,
}: {
  readonly response: InferResponse;
  readonly want: ServeSpec;
  readonly sample: Sample;
}): void {
  for (const spec of want.package.signature.outputs) {
    const answer = response.outputs.find(({ name }) => name === spec.name);
    const expected = sample.answers?.find(({ name }) => name === spec.name);
    const problem = outputProblem({ spec, answer, expected });
    if (problem !== undefined) throw wrongAnswer(want.name, spec.name, problem);
  }
}

function outputProblem({
  spec,
  answer,
  expected,
}: {
  readonly spec: TensorSpec;
  readonly answer: WireTensor | undefined;
  readonly expected: ExampleTensor | undefined;
}): string | undefined {
  if (answer === undefined) return 'is missing from the answer';
  if (answer.datatype !== spec.datatype) return `is ${answer.datatype}, not ${spec.datatype}`;
  if (!shapeFits(answer.shape, spec.shape))
    return `has shape ${formatShape(answer.shape)}, not ${formatShape(spec.shape)}`;
  return expected === undefined ? undefined : valueProblem(answer, expected);
}

function valueProblem(answer: WireTensor, expected: ExampleTensor): string | undefined {
  const allowed = tolerance[answer.datatype] ?? 0;
  if (allowed === 0) return sameBytes(answer, expected) ? undefined : 'differs from the rehearsal';
  const distance = relativeDistance(numbersOf(answer), numbersOf(expected));
  if (distance <= allowed) return undefined;
  return `differs from the rehearsal by ${distance.toPrecision(2)} of its largest value`;
}

function sameBytes(answer: WireTensor, expected: ExampleTensor): boolean {
  return Buffer.compare(answer.bytes, expected.bytes) === 0;
}

/** The largest difference, relative to the largest expected magnitude; infinite where lengths or NaNs differ. */
function relativeDistance(answer: Float64Array, expected: Float64Array): number {
  if (answer.length !== expected.length) return Number.POSITIVE_INFINITY;
  let largest = 1e-6;
  let difference = 0;
  for (const [index, value] of expected.entries()) {
    const other = answer[index] ?? Number.NaN;
    if (Object.is(value, other) || value === other) continue;
    const apart = Math.abs(value - other);
    difference = Number.isNaN(apart) ? Number.POSITIVE_INFINITY : Math.max(difference, apart);
  }
  for (const value of expected)
    if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  return difference / largest;
}

function wrongAnswer(name: string, output: string, problem: string): TorchrelayError {
  return new TorchrelayError({
    code: 'VERIFY_WRONG_ANSWER',
    message: `The new release of "${name}" answers, but output "${output}" ${problem}.`,
    hint: 'Another model may be serving, or the engine computes differently. Compare with a local deployment.',
    effect: 'done',
    data: { name, output },
  });
}
