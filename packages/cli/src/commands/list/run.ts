import { list } from '@torchrelay/core';
import type { Deployment } from '@torchrelay/core/target';

import type { Handler } from '../../command-line/command.ts';
import { paintState } from '../../output/paint-state.ts';
import { show } from '../../output/show.ts';
import type { Style } from '../../output/style.ts';
import { formatTable } from '../../output/table.ts';
import { inAllRegions, openTarget, targetOption } from '../../targets/open-target.ts';
import type { ListValues } from './command.ts';
import { showJobs } from './show-jobs.ts';

/** What `list --json` prints. */
export interface ListDocument {
  readonly deployments: readonly Deployment[];
}

export const run: Handler<ListValues> = async ({ target, allRegions, jobs }, context) => {
  const { out, err, abortSignal } = context;
  const given = target.length === 0 ? ['local'] : target;
  const uris = [...new Set(allRegions ? await inAllRegions(given, { abortSignal }) : given)];
  const targets = await Promise.all(uris.map(async (uri) => (await openTarget(uri)).target));
  if (jobs) return showJobs({ targets, uri: uris[0] ?? 'local' }, context);
  // What cannot be asked is an error and no empty list, however much the others have.
  const found = await Promise.all(
    targets.map((asked) => Array.fromAsync(list(asked, { abortSignal }))),
  );
  const deployments = found.flat();
  show(context, {
    document: { deployments } satisfies ListDocument,
    lines: () => (deployments.length === 0 ? [] : table(deployments, uris.length > 1, out.style)),
  });
  if (deployments.length === 0) {
    const where = [...new Set(targets.map(({ provider }) => provider))].join(' and ');
    err.line(
      `Nothing is deployed on ${where}. Begin: torchrelay deploy model.pt${targetOption(uris[0] ?? 'local')}`,
    );
  }
  return undefined;
};

function table(deployments: readonly Deployment[], hasScopes: boolean, style: Style): string[] {
  return formatTable({
    columns: ['name', ...(hasScopes ? ['where'] : []), 'state', 'url', ''].map((title) => ({
      title,
    })),
    rows: deployments.map(({ name, scope, state, url = '', detail = '' }) => [
      name,
      ...(hasScopes ? [scope] : []),
      paintState(state, style),
      url,
      detail,
    ]),
    paintTitle: style.dim,
  });
}
