import { checkName, history, type Release } from '@torchrelay/core';

import type { Handler } from '../../command-line/command.ts';
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
            ],
            rows: releases.map(row),
            paintTitle: out.style.dim,
          }),
  });
  if (releases.length === 0) err.line(`${name} has no releases on ${target.provider}.`);
  if (releases.length > 1) {
    err.line(`\nThe one before again: torchrelay rollback ${name}${targetOption(uri)}`);
  }
  return undefined;
};

function row({ number, createdAt, actor, verb, restores, spec }: Release): string[] {
  const what = restores === undefined ? verb : `${verb} to ${restores}`;
  return [String(number), createdAt, actor, what, shortId(spec.package.artifactDigest)];
}
