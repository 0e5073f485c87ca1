import { inspect, type Model } from '@torchrelay/torchscript';

import type { Handler } from '../../command-line/command.ts';
import { openModel } from '../../models/open-model.ts';
import { columnsFor } from '../../output/channel.ts';
import { formatBytes, formatDuration } from '../../output/quantities.ts';
import { show } from '../../output/show.ts';
import type { InspectValues } from './command.ts';
import { describeFindings } from './describe-findings.ts';
import { describeInterface } from './describe-interface.ts';
import { describeModel } from './describe-model.ts';
import { nextStep } from './next-step.ts';
import { tensorTable } from './tensor-table.ts';
import { drawTree } from './tree/draw-tree.ts';

export const run: Handler<InspectValues> = async ({ file, depth, tensors }, context) => {
  const { out, err, symbols, abortSignal } = context;
  const startedAt = performance.now();
  const model = await inspect(await openModel(file, { abortSignal }), { abortSignal });
  const durationInMs = performance.now() - startedAt;
  const page = { ...out, symbols };
  show(context, {
    document: model satisfies Model,
    lines: () => [
      ...describeModel(model, page),
      ...paragraph(describeInterface(model, page)),
      ...paragraph(drawTree({ model, depth, page })),
      ...paragraph(tensors ? tensorTable(model, page) : []),
      ...paragraph(describeFindings(model, page)),
    ],
  });
  err.line(err.style.dim(`\n${effort(model, durationInMs)}`));
  const next = nextStep(model, { file, columns: columnsFor(err) });
  if (next.length > 0) err.line(['', ...next].join('\n'));
  return undefined;
};

function paragraph(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', ...lines];
}

function effort({ bytesRead, totals: { fileBytes } }: Model, durationInMs: number): string {
  const size = bytesRead < fileBytes ? `${formatBytes(bytesRead)} of ` : '';
  return `read ${size}${formatBytes(fileBytes)} in ${formatDuration(durationInMs)}`;
}
