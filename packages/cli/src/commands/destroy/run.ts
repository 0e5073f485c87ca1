import { checkName, destroy } from '@torchrelay/core';

import type { Handler } from '../../command-line/command.ts';
import { operationGoesOn } from '../../deploying/operation-goes-on.ts';
import { watchOperation } from '../../deploying/watch-operation.ts';
import { show } from '../../output/show.ts';
import { openTarget } from '../../targets/open-target.ts';
import { elsewhere } from './elsewhere.ts';
import { forgetJob } from './forget-job.ts';
import type { DestroyValues } from './command.ts';

/** What `destroy --json` prints. */
export interface DestroyDocument {
  readonly name: string;
  /** False when there was nothing. */
  readonly destroyed: boolean;
}

export const run: Handler<DestroyValues> = async (values, context) => {
  if (values.job) return forgetJob(values, context);
  const { name, yes, target: uri } = values;
  const { target } = await openTarget(uri);
  const { events } = await watchOperation(
    {
      context,
      question: `Remove ${name} for good?`,
      mustAsk: !yes,
      whenStopped: (seen) => operationGoesOn({ uri, events: seen }),
    },
    (watched) => destroy(checkName(name), target, watched),
  );
  const destroyed = events.some(({ type }) => type === 'step-end');
  show(context, {
    document: { name, destroyed } satisfies DestroyDocument,
    lines: () => [
      destroyed
        ? `${name} is gone.`
        : `There is no ${name} on ${target.provider}: nothing to remove.`,
    ],
  });
  if (!destroyed && uri === 'local') context.err.line(elsewhere(`destroy ${name}`));
  return undefined;
};
