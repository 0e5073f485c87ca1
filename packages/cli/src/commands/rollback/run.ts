import { checkName, type Release, rollback } from '@torchrelay/core';

import type { Handler } from '../../command-line/command.ts';
import { operationGoesOn } from '../../deploying/operation-goes-on.ts';
import { watchOperation } from '../../deploying/watch-operation.ts';
import { show } from '../../output/show.ts';
import { openTarget, targetOption } from '../../targets/open-target.ts';
import type { RollbackValues } from './command.ts';

/** What `rollback --json` prints. */
export interface RollbackDocument {
  readonly release: Release;
}

export const run: Handler<RollbackValues> = async ({ name, to, yes, target: uri }, context) => {
  const { target, isFree } = await openTarget(uri);
  const { result: release } = await watchOperation(
    {
      context,
      question: 'Roll it back?',
      mustAsk: !isFree && !yes,
      whenStopped: (events) => operationGoesOn({ uri, events }),
    },
    (watched) => rollback(checkName(name), target, { ...watched, ...(to !== undefined && { to }) }),
  );
  show(context, {
    document: { release } satisfies RollbackDocument,
    lines: () => [describe(release)],
  });
  context.err.line(`\nAll of them: torchrelay history ${name}${targetOption(uri)}`);
  return undefined;
};

function describe({ name, number, restores }: Release): string {
  const same = restores === undefined ? '' : `, which is release ${restores} again`;
  return `${name} serves release ${number}${same}.`;
}
