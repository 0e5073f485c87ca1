import { checkName, trainingRun } from '@torchrelay/core';
import type { JobState } from '@torchrelay/core/target';

import type { Handler } from '../../command-line/command.ts';
import { show } from '../../output/show.ts';
import { openTarget, targetOption } from '../../targets/open-target.ts';
import type { StopValues } from './command.ts';

/** What `stop --json` prints. */
export interface StopDocument {
  readonly name: string;
  readonly attempt: number;
  readonly state: JobState;
  /** False when it had ended already. */
  readonly stopped: boolean;
}

export const run: Handler<StopValues> = async ({ name, target: uri }, context) => {
  const { abortSignal } = context;
  const { target } = await openTarget(uri);
  const found = await trainingRun(checkName(name), target, { abortSignal });
  const { state: before } = await found.status({ abortSignal });
  await found.stop({ abortSignal });
  const { attempt } = found;
  const { state } = await found.status({ abortSignal });
  const stopped = state === 'stopped' && before !== 'stopped';
  const text = stopped ? 'is stopped' : `had ended before: ${state}`;
  show(context, {
    document: { name, attempt, state, stopped } satisfies StopDocument,
    lines: () => [`Attempt ${attempt} of ${name} ${text}.`],
  });
  const forget = `torchrelay destroy ${name} --job${targetOption(uri)}`;
  if (stopped)
    context.err.line(
      `\nThe same torchrelay train again goes on from its last checkpoint.\nForget it: ${forget}`,
    );
  return undefined;
};
