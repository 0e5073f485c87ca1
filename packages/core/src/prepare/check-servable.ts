import type { Finding, ModelArgument, TorchscriptModel } from '@torchrelay/torchscript';

import { TorchrelayError } from '../errors/torchrelay-error.ts';
import { fromTorchDtype } from '../open-inference/datatype.ts';
import { engineProblems, inputProblems, type ServingProblem } from '../package/engine-rules.ts';
import type { Engine } from '../target/serving.ts';
import type { Signature, TensorSpec } from '../target/signature.ts';
import {
  dictionaryArgument,
  forwardOf,
  returnedTypes,
  stringsType,
  tensorType,
} from './forward-types.ts';
import { shellWord } from './shell-word.ts';

/** Findings of the reader that say that the engine cannot load or run the file. */
const fatalFindings: ReadonlySet<string> = new Set(['weights-not-saved', 'weights-missing']);

/**
 * Every reason for which the serving engine, NVIDIA Triton, would refuse a model: found in milliseconds here,
 * instead of after minutes on a paid instance. Without outputs, or inputs, what is known so far is judged.
 *
 * Source of the rules: Triton's PyTorch backend, `ModelInstanceState::ValidateInputs`, `ValidateOutputs`,
 * `Execute` and `ReadOutputTensors`.
 */
export function servingProblems({
  model,
  inputs,
  outputs,
  maxBatchSize = 0,
}: {
  readonly model: TorchscriptModel;
  readonly maxBatchSize?: number;
} & Partial<Signature>): readonly ServingProblem[] {
  return [
    ...fileProblems(model),
    ...forwardProblems(model),
    ...tracedProblems(model),
    ...signatureProblems({ inputs, outputs, maxBatchSize }),
  ];
}

function signatureProblems({
  inputs,
  outputs,
  maxBatchSize,
}: {
  inputs: readonly TensorSpec[] | undefined;
  outputs: readonly TensorSpec[] | undefined;
  maxBatchSize: number;
}): readonly ServingProblem[] {
  if (inputs === undefined) return [];
  if (outputs === undefined) return inputProblems(inputs);
  return engineProblems({ signature: { inputs, outputs }, maxBatchSize });
}

/**
 * Stops before anything is paid. What an image of the user's own serves is not known, so for one only files
 * that no PyTorch can load are stopped.
 *
 * @throws TorchrelayError `MODEL_NOT_SERVABLE`, with every problem in its data
 */
export function checkServable({
  engine = 'triton',
  ...options
}: Parameters<typeof servingProblems>[0] & {
  readonly engine?: Engine['kind'] | undefined;
}): void {
  const problems = engine === 'triton' ? servingProblems(options) : fileProblems(options.model);
  const [first, ...others] = problems;
  if (first === undefined) return;
  const file = options.model.name;
  throw new TorchrelayError({
    code: 'MODEL_NOT_SERVABLE',
    message:
      others.length === 0
        ? `${file} cannot be served: ${first.message}`
        : `${file} cannot be served, for ${problems.length} reasons:\n${problems.map(({ message }) => `  ${message}`).join('\n')}`,
    hint: [...new Set(problems.map(({ advice }) => advice)), ...adaptAdvice(file, problems)].join(
      '\n',
    ),
    data: { file, problems },
  });
}

/** Problems that a wrapper solves, which need not be written by hand. */
const adaptable: ReadonlySet<string> = new Set([
  'argument-type-not-served',
  'return-type-not-served',
  'datatype-not-served',
  'scalar-not-served',
]);

function adaptAdvice(file: string, problems: readonly ServingProblem[]): string[] {
  if (!problems.every(({ code }) => adaptable.has(code))) return [];
  return [`Or have such a wrapper written: torchrelay adapt ${shellWord(file)} -o adapted.pt`];
}

/**
 * Stops at findings that loading or running the file may do harm, unless somebody has accepted them.
 * @throws TorchrelayError `MODEL_DANGEROUS`
 */
export function checkFindings({
  model,
  allowFindings = [],
}: {
  readonly model: TorchscriptModel;
  readonly allowFindings?: readonly string[] | undefined;
}): void {
  const dangers = model.findings.filter(
    ({ severity, code }) => severity === 'danger' && !allowFindings.includes(code),
  );
  const [first, ...others] = dangers;
  if (first === undefined) return;
  const codes = [...new Set(dangers.map(({ code }) => code))];
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  throw new TorchrelayError({
    code: 'MODEL_DANGEROUS',
    message: `${model.name} may do harm when it is loaded or run: ${first.place}: ${first.message}${more}`,
    hint: `${first.advice}\nIf you have looked at it and trust it: allowFindings: [${codes.map((code) => `'${code}'`).join(', ')}]`,
    data: { file: model.name, findings: dangers },
  });
}

function fileProblems({ findings }: TorchscriptModel): readonly ServingProblem[] {
  return findings.filter(({ code }) => fatalFindings.has(code)).map(findingProblem);
}

function findingProblem({ code, place, message, advice }: Finding): ServingProblem {
  return { code, place, message, advice };
}

function forwardProblems(model: TorchscriptModel): ServingProblem[] {
  const forward = forwardOf(model);
  if (forward === undefined) {
    return [
      {
        code: 'forward-missing',
        place: 'methods',
        message: 'It has no method forward, the only one that the engine calls.',
        advice:
          'Export a module with a forward, and the methods that it needs with @torch.jit.export.',
      },
    ];
  }
  const isDictionary = dictionaryArgument(model) !== undefined;
  return [
    ...(isDictionary ? [] : forward.arguments.flatMap(argumentProblems)),
    ...(forward.arguments.length > 0 ? [] : [noArguments]),
    ...returnProblems(model, forward.returns),
  ];
}

const noArguments: ServingProblem = {
  code: 'no-input',
  place: 'forward',
  message: 'forward takes no argument, and the engine serves no model without an input.',
  advice: 'Wrap the model so that forward takes a Tensor.',
};

function argumentProblems({ name, type, default: preset }: ModelArgument): ServingProblem[] {
  if (type === tensorType || type === stringsType) return [];
  const advice =
    preset === undefined
      ? `Wrap the model so that forward takes "${name}" as a Tensor.`
      : `Wrap the model so that forward does not take "${name}": the engine counts arguments with a default too.`;
  return [
    {
      code: 'argument-type-not-served',
      place: `forward(${name})`,
      message: `Argument "${name}" of forward is ${type}; the engine passes tensors, List[str], or one single Dict[str, Tensor].`,
      advice,
    },
  ];
}

function returnProblems(model: TorchscriptModel, returns: string): ServingProblem[] {
  // Any of a class's instances is refused but a NamedTuple, which is a tuple once it runs.
  const types = returnedTypes(model) ?? [];
  const refused = types.filter(
    (type) => type !== tensorType && type !== stringsType && type !== 'Any',
  );
  if (refused.length === 0) return [];
  return [
    {
      code: 'return-type-not-served',
      place: 'forward',
      message: `forward returns ${returns}; the engine takes a Tensor, List[str], or a tuple of these.`,
      advice: 'Wrap the model so that forward returns a tuple of tensors.',
    },
  ];
}

function tracedProblems({ tracedInputs }: TorchscriptModel): ServingProblem[] {
  return tracedInputs
    .filter(({ method, dtype }) => method === 'forward' && fromTorchDtype(dtype) === undefined)
    .map(({ name, dtype }) => ({
      code: 'datatype-not-served',
      place: `input "${name}"`,
      message: `Input "${name}" was traced with ${dtype}, which the protocol cannot carry.`,
      advice: 'Wrap the model so that it takes real numbers and makes of them what it needs.',
    }));
}
