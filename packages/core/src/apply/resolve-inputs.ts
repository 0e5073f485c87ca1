import { TorchrelayError } from '../errors/torchrelay-error.ts';
import type { Json, JsonObject } from '../target/json.ts';
import type { OutputReference, Step, StepInput } from '../target/step.ts';

/** What finished steps returned, by step id. */
export type StepOutputs = ReadonlyMap<string, Json>;

/** A step's inputs with every reference to an earlier step's outputs replaced. */
export function resolveInputs(step: Step, outputs: StepOutputs): { readonly [name: string]: Json } {
  const resolved = Object.entries(step.inputs).map(([name, input]) => [
    name,
    isReference(input) ? lookUp({ reference: input, step, outputs }) : input,
  ]);
  return Object.fromEntries(resolved) as { readonly [name: string]: Json };
}

function isReference(input: StepInput): input is OutputReference {
  return typeof input === 'object' && input !== null && 'outputOf' in input;
}

function lookUp({
  reference: { outputOf, path },
  step,
  outputs,
}: {
  readonly reference: OutputReference;
  readonly step: Step;
  readonly outputs: StepOutputs;
}): Json {
  const found = path
    .split('.')
    .filter((part) => part !== '')
    .reduce<Json | undefined>((value, part) => member(value, part), outputs.get(outputOf));
  if (found !== undefined) return found;
  throw new TorchrelayError({
    code: 'PLAN_INVALID',
    message: `Step ${step.id} needs "${path}" of step ${outputOf}, which did not return it.`,
    hint: 'This is a defect of the target. Please report it with the plan.',
    data: { step: step.id, outputOf, path },
  });
}

function member(value: Json | undefined, name: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, name) ? (value as JsonObject)[name] : undefined;
}
