import { isUtf8 } from 'node:buffer';
import type { WireTensor } from '@torchrelay/core';
import type { TensorSpec } from '@torchrelay/core/target';
import { HttpProblem } from './http-problem.ts';

/**
 * Holds a request against the signature, before it costs a worker anything.
 *
 * @returns The inputs in the signature's order.
 * @throws HttpProblem 400, with what was expected and what came
 */
export function checkInputs({
  inputs,
  expected,
  maxBatchSize,
}: {
  inputs: readonly WireTensor[];
  expected: readonly TensorSpec[];
  maxBatchSize: number;
}): WireTensor[] {
  const byName = indexByName(inputs);
  for (const { name } of inputs) {
    if (!expected.some((spec) => spec.name === name)) {
      throw badRequest(`Input "${name}": unknown; the model takes ${listNames(expected)}.`);
    }
  }
  const ordered = expected.map((spec) => {
    const input = byName.get(spec.name);
    if (input === undefined)
      throw badRequest(`Input "${spec.name}": missing; the model takes ${listNames(expected)}.`);
    checkInput(input, spec);
    return input;
  });
  if (maxBatchSize > 0) checkBatch(ordered, maxBatchSize);
  return ordered;
}

function indexByName(inputs: readonly WireTensor[]): Map<string, WireTensor> {
  const byName = new Map<string, WireTensor>();
  for (const input of inputs) {
    if (byName.has(input.name)) throw badRequest(`Input "${input.name}": given twice.`);
    byName.set(input.name, input);
  }
  return byName;
}

function checkInput(input: WireTensor, { name, datatype, shape }: TensorSpec): void {
  if (input.datatype !== datatype) {
    throw badRequest(`Input "${name}": expected datatype ${datatype}, got ${input.datatype}.`);
  }
  const fits =
    input.shape.length === shape.length &&
    shape.every((size, index) => size < 0 || size === input.shape[index]);
  if (!fits)
    throw badRequest(
      `Input "${name}": expected shape ${format(shape)}, got ${format(input.shape)}.`,
    );
  if (datatype === 'BYTES') checkTexts(input);
}

/** A string of PyTorch is text. The codec has seen that the lengths add up. */
function checkTexts({ name, bytes }: WireTensor): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let start = 0, index = 0; start < bytes.byteLength; index++) {
    const end = start + LENGTH_BYTES + view.getUint32(start, true);
    if (!isUtf8(bytes.subarray(start + LENGTH_BYTES, end)))
      throw badRequest(`Input "${name}": element [${index}] is not UTF-8 text.`);
    start = end;
  }
}

const LENGTH_BYTES = 4;

function checkBatch(inputs: readonly WireTensor[], maxBatchSize: number): void {
  const rows = inputs[0]?.shape[0] ?? 0;
  for (const { name, shape } of inputs) {
    if (shape[0] !== rows) {
      throw badRequest(
        `Input "${name}": expected a batch of ${rows} as in "${inputs[0]?.name}", got ${shape[0]}.`,
      );
    }
  }
  if (rows < 1 || rows > maxBatchSize) {
    throw badRequest(`Expected a batch of 1 to ${maxBatchSize}, got ${rows}.`);
  }
}

function listNames(specs: readonly TensorSpec[]): string {
  return specs.map(({ name }) => `"${name}"`).join(', ');
}

function format(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}

function badRequest(message: string): HttpProblem {
  return new HttpProblem({ status: 400, message });
}
