import { list } from '@torchrelay/core';
import type { Deployment } from '@torchrelay/core/target';

import type { Handler } from '../../command-line/command.ts';
import { paintState } from '../../output/paint-state.ts';
import { show } from '../../output/show.ts';
import type { Style } from '../../output/style.ts';
import { formatTable } from '../../output/table.ts';
import { openTarget } from '../../targets/open-target.ts';
import type { ListValues } from './command.ts';

/** What `list --json` prints. */
export interface ListDocument {
  readonly deployments: readonly Deployment[];
}

export const run: Handler<ListValues> = async ({ target: uri }, context) => {
  const { out, err, abortSignal } = context;
  const { target } = await openTarget(uri);
  const deployments = await Array.fromAsync(list(target, { abortSignal }));
  show(context, {
    document: { deployments } satisfies ListDocument,
    lines: () => (deployments.length === 0 ? [] : table(deployments, out.style)),
  });
  if (deployments.length === 0) {
    err.line(`Nothing is deployed on ${target.provider}. Begin: torchrelay deploy model.pt`);
  }
  return undefined;
};

function table(deployments: readonly Deployment[], style: Style): string[] {
  return formatTable({
    columns: ['name', 'state', 'url', ''].map((title) => ({ title })),
    rows: deployments.map(({ name, state, url = '', detail = '' }) => [
      name,
      paintState(state, style),
      url,
      detail,
    ]),
    paintTitle: style.dim,
  });
}
