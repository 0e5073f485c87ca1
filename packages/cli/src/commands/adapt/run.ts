import { formatTensorSpec, parseTensorSpec } from '@torchrelay/core';
import { adaptModel, type AdaptReport } from '@torchrelay/local';

import type { Handler } from '../../command-line/command.ts';
import type { CommandContext } from '../../command-line/command-context.ts';
import { CommandError } from '../../errors/command-error.ts';
import { shellWord } from '../../output/shell-word.ts';
import { show } from '../../output/show.ts';
import { readTensors } from '../../tensors/read-tensors.ts';
import type { AdaptValues } from './command.ts';

/** What `adapt --json` prints. */
export interface AdaptDocument extends AdaptReport {
  /** Absent for a model that needs nothing. */
  readonly file?: string;
}

export const run: Handler<AdaptValues> = async (values, context) => {
  const { file, out, input, example, set, allowFinding } = values;
  if (out === undefined) throw outMissing(file);
  const report = await adaptModel({
    model: file,
    out,
    inputs: Object.fromEntries(input),
    examples: await readTensors({ assignments: example, option: '--example' }),
    set: Object.fromEntries(set),
    allowFindings: allowFinding,
    abortSignal: context.abortSignal,
  });
  show(context, {
    document: { ...report, ...(report.needed && { file: out }) } satisfies AdaptDocument,
    lines: () => resultLines(report, file),
  });
  if (report.needed) tell(report, { ...values, out }, context);
  return undefined;
};

function resultLines({ source }: AdaptReport, file: string): readonly string[] {
  return [
    source === undefined
      ? `${file} can be served as it is: nothing was written.`
      : source.trimEnd(),
  ];
}

function tell(
  report: AdaptReport,
  values: AdaptValues & { readonly out: string },
  { err, symbols }: CommandContext,
): void {
  err.line('');
  for (const change of report.changes) err.line(`  ${change}`);
  err.line('');
  const done = err.style.green(symbols.done);
  err.line(`${done} ${values.out} answers the examples as the model does. Next:`);
  err.line(`  torchrelay deploy ${shellWord(values.out)} ${deployFlags(report, values).join(' ')}`);
}

/** What `deploy` needs to be told of a scripted file: inputs as they were declared, and the outputs' names. */
function deployFlags({ inputs, outputs }: AdaptReport, { input, example }: AdaptValues): string[] {
  const names = new Set(inputs.map(({ name }) => name));
  const declared = new Map(input.map(([name, spec]) => [name, parseTensorSpec(spec, name).shape]));
  const specs = inputs.map(({ name, datatype, shape }) => {
    const said = declared.get(name);
    const isSameRank = said?.length === shape.length;
    return `${name}=${formatTensorSpec({ datatype, shape: isSameRank ? said : shape })}`;
  });
  const values = example.filter(([name]) => names.has(name));
  return [
    ...specs.map((spec) => `--input ${shellWord(spec)}`),
    ...outputs.map(({ name }) => `--output ${shellWord(name)}`),
    ...values.map(([name, value]) => `--example ${shellWord(`${name}=${value}`)}`),
  ];
}

function outMissing(file: string): CommandError {
  return new CommandError({
    message: 'torchrelay adapt needs to know where to write the adapted model.',
    hint: `Name a file: torchrelay adapt ${shellWord(file)} -o adapted.pt`,
  });
}
