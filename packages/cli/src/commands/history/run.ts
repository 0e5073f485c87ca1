import { checkName, history, trainedBy, type Release } from '@torchrelay/core';

import type { Handler } from '../../command-line/command.ts';
import { formatNumber } from '../../output/chart.ts';
import { show } from '../../output/show.ts';
import { formatTable } from '../../output/table.ts';
import { shortId } from '../../plan/short-id.ts';
import { openTarget, targetOption } from '../../targets/open-target.ts';
import type { HistoryValues } from './command.ts';

/** What `history --json` prints. */
export interface HistoryDocument {
  /** Oldest first. */
  readonly releases: readonly Release[];
}

export const run: Handler<HistoryValues> = async ({ name, target: uri }, context) => {
  const { out, err, abortSignal } = context;
  const { target } = await openTarget(uri);
  const releases = await history(checkName(name), target, { abortSignal });
  show(context, {
    document: { releases } satisfies HistoryDocument,
    lines: () =>
      releases.length === 0
        ? []
        : formatTable({
            columns: [
              { title: 'release', align: 'right' },
              ...['when', 'who', 'what', 'model'].map((title) => ({ title })),
              ...(releases.some(trainedBy) ? [{ title: 'trained by' }] : []),
            ],
            rows: releases.map((release) => [...row(release), ...jobCell(releases, release)]),
            paintTitle: out.style.dim,
          }),
  });
  if (releases.length === 0) err.line(`${name} has no releases on ${target.provider}.`);
  if (releases.length > 1) {
    err.line(`\nThe one before again: torchrelay rollback ${name}${targetOption(uri)}`);
  }
  return undefined;
};

/** `digits-8c15634cae5f-1 on azureml, accuracy 0.9833` */
function jobCell(releases: readonly Release[], release: Release): readonly string[] {
  if (!releases.some(trainedBy)) return [];
  const job = trainedBy(release);
  if (job === undefined) return [''];
  const [metric] = Object.entries(job.metrics);
  const judged = metric === undefined ? '' : `, ${metric[0]} ${formatNumber(metric[1])}`;
  return [`${job.id} on ${job.provider}${judged}`];
}

function row({ number, createdAt, actor, verb, restores, spec }: Release): string[] {
  const what = restores === undefined ? verb : `${verb} to ${restores}`;
  return [String(number), createdAt, actor, what, shortId(spec.package.artifactDigest)];
}
