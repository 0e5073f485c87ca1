import type { Signature, TensorSpec } from '../target/signature.ts';
import type { PredictOptions } from './inference-client-types.ts';
import type { InferRequest, InferResponse } from './messages.ts';
import { toTensor } from './tensor.ts';
import { toWireTensor } from './tensor-input.ts';
import type { Tensor, TensorInput } from './tensor-types.ts';
import { WireError } from './wire-error.ts';

interface Prediction {
  readonly modelName: string;
  /** What the model takes and gives, where it is known. */
  readonly signature: Signature | undefined;
  readonly options: PredictOptions;
}

/** The request of plain values. */
export function requestOfValues({
  modelName,
  signature,
  inputs,
  options: { id, parameters, outputs },
}: Prediction & { readonly inputs: Readonly<Record<string, TensorInput>> }): InferRequest {
  const given = Object.keys(inputs);
  if (signature)
    checkNames({ kind: 'input', modelName, specs: signature.inputs, given, all: true });
  if (signature && outputs) {
    checkNames({ kind: 'output', modelName, specs: signature.outputs, given: outputs });
  }
  return {
    ...(id === undefined ? {} : { id }),
    ...(parameters === undefined ? {} : { parameters }),
    ...(outputs === undefined ? {} : { outputs: outputs.map((name) => ({ name })) }),
    inputs: Object.entries(inputs).map(([name, value]) => {
      const spec = signature?.inputs.find((input) => input.name === name);
      return toWireTensor({ name, value, ...(spec && { spec }) });
    }),
  };
}

function checkNames({
  kind,
  modelName,
  specs,
  given,
  all = false,
}: {
  kind: 'input' | 'output';
  modelName: string;
  specs: readonly TensorSpec[];
  given: readonly string[];
  /** Whether every name has to be there. */
  all?: boolean;
}): void {
  const names = specs.map(({ name }) => name);
  const isKnown = given.every((name) => names.includes(name));
  if (isKnown && (!all || names.every((name) => given.includes(name)))) return;
  throw new WireError({
    code: 'BAD_INPUT',
    message: `Model ${JSON.stringify(modelName)} has the ${kind}s ${listOf(names)}, got ${listOf(given)}.`,
    data: { modelName },
  });
}

function listOf(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.map((name) => JSON.stringify(name)).join(', ');
}

/** The outputs by name, after checking that what was asked for is there, as the model promised it. */
export function tensorsOfResponse({
  modelName,
  signature,
  response,
  options,
}: Prediction & { readonly response: InferResponse }): Readonly<Record<string, Tensor>> {
  const tensors = response.outputs.map(toTensor);
  const wanted = options.outputs ?? signature?.outputs.map(({ name }) => name) ?? [];
  for (const name of wanted) {
    const tensor = tensors.find((candidate) => candidate.name === name);
    const promised = signature?.outputs.find((output) => output.name === name)?.datatype;
    if (tensor && (promised === undefined || promised === tensor.datatype)) continue;
    const got = tensor ? `it as ${tensor.datatype}` : listOf(tensors.map((each) => each.name));
    throw new WireError({
      code: 'BAD_RESPONSE',
      message: `Model ${JSON.stringify(modelName)}: expected output ${JSON.stringify(name)}${promised ? ` as ${promised}` : ''}, got ${got}.`,
      data: { modelName },
    });
  }
  return Object.fromEntries(tensors.map((tensor) => [tensor.name, tensor]));
}
