import { describe, expect, test } from 'vitest';

import { TorchrelayError } from '../errors/torchrelay-error.ts';
import { floats, testSpec } from '../test-support/test-intent.ts';
import type { ExampleTensor } from '../target/rehearsal.ts';
import type { TensorDatatype, TensorSpec } from '../target/signature.ts';
import { compareAnswers } from './compare-answers.ts';

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;

interface Answering {
  readonly answer: readonly ExampleTensor[];
  readonly expected?: readonly ExampleTensor[];
  readonly outputs?: readonly TensorSpec[];
}

function compare({ answer, expected, outputs }: Answering): void {
  const spec = testSpec();
  const signature = { ...spec.package.signature, ...(outputs && { outputs }) };
  compareAnswers({
    response: { modelName: 'model', outputs: answer },
    want: { ...spec, package: { ...spec.package, signature } },
    sample: { inputs: [], ...(expected && { answers: expected }) },
  });
}

/** What is wrong with the answer; `undefined` when nothing is. */
function problem(answering: Answering): string | undefined {
  try {
    compare(answering);
    return undefined;
  } catch (error) {
    return TorchrelayError.isInstance(error) ? `${error.code}: ${error.message}` : String(error);
  }
}

const tensor = (datatype: TensorDatatype, bytes: ArrayBuffer, count: number): ExampleTensor => ({
  name: 'y',
  datatype,
  shape: [count],
  bytes: new Uint8Array(bytes),
});

const output = (datatype: TensorDatatype, shape: readonly number[]): TensorSpec => ({
  name: 'y',
  datatype,
  shape,
});

describe('an answer without one to compare it with', () => {
  test('is right when name, datatype and shape are', () => {
    expect(problem({ answer: [floats('other', 1), floats('y', nan, 7)] })).toBeUndefined();
    expect(
      problem({
        answer: [{ ...floats('y', 1, 2), shape: [1, 2] }],
        outputs: [output('FP32', [-1, 2])],
      }),
    ).toBeUndefined();
  });

  test('that lacks an output is wrong', () => {
    expect(problem({ answer: [floats('z', 1)] })).toContain('output "y" is missing');
  });

  test('of another datatype is wrong', () => {
    const answer = [tensor('FP64', new Float64Array(1).buffer, 1)];
    expect(problem({ answer })).toContain('is FP64, not FP32');
  });

  test.each([
    ['another size', [3]],
    ['more dimensions', [1, 2]],
    ['fewer dimensions', []],
  ])('of a shape with %s is wrong', (_, shape) => {
    const answer = [{ ...floats('y', 1, 2), shape }];
    expect(problem({ answer, outputs: [output('FP32', [2])] })).toMatch(/has shape .*, not \[2\]/);
  });
});

describe('an answer compared with the rehearsal', () => {
  test('is right when it is the same, to the bit or to the sign of zero', () => {
    expect(
      problem({
        answer: [floats('y', 1, nan, infinity)],
        expected: [floats('y', 1, nan, infinity)],
      }),
    ).toBeUndefined();
    expect(problem({ answer: [floats('y', -0)], expected: [floats('y', 0)] })).toBeUndefined();
    expect(problem({ answer: [floats('y')], expected: [floats('y')] })).toBeUndefined();
  });

  test('may differ by a little of the largest value, also where the small values differ by all of theirs', () => {
    expect(
      problem({ answer: [floats('y', 100.9, 0.5)], expected: [floats('y', 100, 0.001)] }),
    ).toBeUndefined();
  });

  test('that differs by more is wrong, and it is said by how much', () => {
    const answering = { answer: [floats('y', 100, 5)], expected: [floats('y', 100, 0)] };
    expect(problem(answering)).toContain('differs from the rehearsal by 0.050 of its largest');
  });

  test('with the wrong sign is wrong', () => {
    expect(problem({ answer: [floats('y', -1)], expected: [floats('y', 1)] })).toContain(
      'VERIFY_WRONG_ANSWER: ',
    );
  });

  test.each([
    ['NaN where there was a number', [nan, 2], [1, 2]],
    ['a number where there was NaN', [1, 2], [nan, 2]],
    ['infinity where there was a number', [infinity, 2], [1, 2]],
    ['a number where there was infinity', [1, 2], [infinity, 2]],
    ['the other infinity', [-infinity, 2], [infinity, 2]],
    ['fewer elements', [1], [1, 2]],
    ['more elements', [1, 2, 3], [1, 2]],
  ])('with %s is wrong', (_, answer, expected) => {
    const message = problem({
      answer: [floats('y', ...answer)],
      expected: [floats('y', ...expected)],
    });
    expect(message).toContain('by Infinity of its largest value');
  });

  test('of nothing but zeros must be next to nothing', () => {
    expect(problem({ answer: [floats('y', 1e-9)], expected: [floats('y', 0)] })).toBeUndefined();
    expect(problem({ answer: [floats('y', 1e-3)], expected: [floats('y', 0)] })).toContain(
      'VERIFY_WRONG_ANSWER: ',
    );
  });

  test.each<[TensorDatatype, number]>([
    ['FP64', 1e-3],
    ['FP32', 1e-2],
  ])('of %s may differ by %d of it, and by no more', (datatype, allowed) => {
    const values = (value: number): ArrayBuffer =>
      datatype === 'FP64' ? new Float64Array([value]).buffer : new Float32Array([value]).buffer;
    const outputs = [output(datatype, [-1])];
    const expected = [tensor(datatype, values(1), 1)];
    expect(
      problem({ answer: [tensor(datatype, values(1 + allowed * 0.9), 1)], expected, outputs }),
    ).toBeUndefined();
    expect(
      problem({ answer: [tensor(datatype, values(1 + allowed * 1.1), 1)], expected, outputs }),
    ).toContain('VERIFY_WRONG_ANSWER: ');
  });

  test.each<[TensorDatatype, number, number, number]>([
    // 1, 1 + 40/1024 and 1 + 60/1024 in half precision.
    ['FP16', 0x3c00, 0x3c00 + 40, 0x3c00 + 60],
    // 1, 1 + 12/128 and 1 + 14/128 in bfloat16.
    ['BF16', 0x3f80, 0x3f80 + 12, 0x3f80 + 14],
  ])('of %s may differ by what so few bits allow, and by no more', (datatype, one, near, far) => {
    const half = (bits: number): ExampleTensor =>
      tensor(datatype, new Uint16Array([bits]).buffer, 1);
    const outputs = [output(datatype, [-1])];
    expect(problem({ answer: [half(near)], expected: [half(one)], outputs })).toBeUndefined();
    expect(problem({ answer: [half(far)], expected: [half(one)], outputs })).toContain(
      'VERIFY_WRONG_ANSWER: ',
    );
  });

  test('of integers, booleans and texts must be equal', () => {
    const integers = (value: number): ExampleTensor =>
      tensor('INT32', new Int32Array([value]).buffer, 1);
    const outputs = [output('INT32', [-1])];
    expect(
      problem({ answer: [integers(1_000_000)], expected: [integers(1_000_000)], outputs }),
    ).toBeUndefined();
    const message = problem({
      answer: [integers(1_000_001)],
      expected: [integers(1_000_000)],
      outputs,
    });
    expect(message).toContain('output "y" differs from the rehearsal.');
  });

  test('is judged by every output', () => {
    const outputs = [output('FP32', [-1]), { ...output('FP32', [-1]), name: 'z' }];
    const expected = [floats('y', 1), floats('z', 1)];
    expect(
      problem({ answer: [floats('z', 1), floats('y', 1)], expected, outputs }),
    ).toBeUndefined();
    const message = problem({ answer: [floats('y', 1), floats('z', 2)], expected, outputs });
    expect(message).toContain('output "z"');
  });
});
