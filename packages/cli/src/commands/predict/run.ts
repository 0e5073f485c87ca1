import { checkName, connect, type Endpoint, type Tensor } from '@torchrelay/core';

import { exampleInputs } from '../../asking/example-inputs.ts';
import type { Handler } from '../../command-line/command.ts';
import { CommandError } from '../../errors/command-error.ts';
import { formatDuration } from '../../output/quantities.ts';
import { show } from '../../output/show.ts';
import { openTarget, targetOption } from '../../targets/open-target.ts';
import { describeTensor } from '../../tensors/describe-tensor.ts';
import { kindsOf } from '../../tensors/input-kinds.ts';
import { readInputs } from '../../tensors/read-inputs.ts';
import { tensorDocument, type TensorDocument } from '../../tensors/tensor-document.ts';
import type { PredictValues } from './command.ts';

/** What `predict --json` prints. */
export interface PredictDocument {
  readonly outputs: Readonly<Record<string, TensorDocument>>;
  readonly durationInMs: number;
}

export const run: Handler<PredictValues> = async (
  { name, input, output, target: uri },
  context,
) => {
  const { out, err, symbols, abortSignal } = context;
  const { target } = await openTarget(uri);
  const endpoint = await connect(checkName(name), target, { abortSignal });
  const { inputs, preprocess } = endpoint.signature;
  checkNames({ endpoint, given: input.map(([given]) => given), uri });
  const kinds = kindsOf(preprocess);
  const values = await readInputs({ assignments: input, option: '--input', kinds, inputs });
  const startedAt = performance.now();
  const outputs: Readonly<Record<string, Tensor>> = await endpoint.predict(values, {
    abortSignal,
    ...(output.length > 0 && { outputs: output }),
  });
  const durationInMs = performance.now() - startedAt;
  show(context, {
    document: {
      outputs: documents(outputs),
      durationInMs: Math.round(durationInMs),
    } satisfies PredictDocument,
    lines: () =>
      Object.values(outputs).flatMap((tensor) => describeTensor(tensor, { ...out, symbols })),
  });
  err.line(err.style.dim(`answered in ${formatDuration(durationInMs)}`));
  return undefined;
};

function documents(outputs: Readonly<Record<string, Tensor>>): PredictDocument['outputs'] {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, tensor]) => [name, tensorDocument(tensor)]),
  );
}

/** The client checks them too; here is known how to write them. */
function checkNames({
  endpoint: { name, signature },
  given,
  uri,
}: {
  readonly endpoint: Endpoint;
  readonly given: readonly string[];
  readonly uri: string;
}): void {
  const { inputs, preprocess = {} } = signature;
  const made = new Set(
    Object.entries(preprocess).flatMap(([text, step]) =>
      step.from === 'text' && given.includes(text) ? Object.keys(step.inputs) : [],
    ),
  );
  const wanted = inputs.map((input) => input.name);
  const names = [...new Set([...wanted, ...Object.keys(preprocess)])];
  const unknown = given.find((each) => !names.includes(each));
  const missing = wanted.find((each) => !given.includes(each) && !made.has(each));
  if (unknown === undefined && missing === undefined) return;
  const list = names.map((each) => `"${each}"`).join(', ');
  throw new CommandError({
    message:
      unknown === undefined
        ? `${name} needs a value for its input "${missing}".`
        : `${name} has no input "${unknown}"; it has ${list}.`,
    hint: `Write torchrelay predict ${name} ${exampleInputs(signature.inputs, preprocess)}${targetOption(uri)}`,
    data: { inputs },
  });
}
