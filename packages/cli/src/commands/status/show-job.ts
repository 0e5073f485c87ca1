import type { RunStatus, TrainingRun } from '@torchrelay/core';
import type { JobState, Target } from '@torchrelay/core/target';

import type { CommandContext } from '../../command-line/command-context.ts';
import { columnsFor } from '../../output/channel.ts';
import { formatUsd } from '../../output/money.ts';
import type { Page } from '../../output/page.ts';
import { formatDuration } from '../../output/quantities.ts';
import { show } from '../../output/show.ts';
import { paintJobState } from '../../output/paint-job-state.ts';
import { formatPairs } from '../../output/table.ts';
import { openTarget, targetOption } from '../../targets/open-target.ts';
import { openRun } from '../../training/open-run.ts';
import type { StatusValues } from './command.ts';

/** What `status --job --json` prints. */
export interface JobDocument extends RunStatus {
  readonly name: string;
  readonly spec: TrainingRun['spec'];
}

type Pair = readonly [key: string, value: string];

/** The state of one attempt of a training job. */
export async function showJob(
  { name, attempt, target: uri }: StatusValues,
  context: CommandContext,
): Promise<undefined> {
  const { out, err, symbols, abortSignal } = context;
  const { target } = await openTarget(uri);
  const run = await openRun({ name, attempt, target, abortSignal });
  const status = await run.status({ abortSignal });
  show(context, {
    document: { name, ...status, spec: run.spec } satisfies JobDocument,
    lines: () => {
      const pairs = [
        ...statePairs({ run, status, target, page: { style: out.style, symbols } }),
        ...timePairs(status, Date.now()),
      ];
      return formatPairs(pairs, out.style.dim, columnsFor(out));
    },
  });
  const option = targetOption(uri);
  err.line(
    isOver(status.state)
      ? `\nIts curves: torchrelay metrics ${name} --job${option}`
      : `\nFollow it: torchrelay logs ${name} --job --follow${option}\nStop it:   torchrelay stop ${name}${option}`,
  );
  return undefined;
}

function statePairs({
  run: { name, spec },
  status,
  target,
  page: { style, symbols },
}: {
  readonly run: TrainingRun;
  readonly status: RunStatus;
  readonly target: Target;
  readonly page: Omit<Page, 'columns'>;
}): Pair[] {
  const { state, detail, attempt, id, nodes } = status;
  const because = detail === undefined ? '' : `: ${detail}`;
  return [
    ['job', `${style.bold(name)}, attempt ${attempt}`],
    ['state', paintJobState(state, style) + because],
    ['target', `${target.provider}, as ${id}`],
    ['runs on', `${nodes} ${symbols.times} ${spec.offer.id}${spec.spot ? ', spot' : ''}`],
  ];
}

function timePairs({ startedAt, endedAt, usd, restarts = 0 }: RunStatus, now: number): Pair[] {
  return [
    ...(startedAt === undefined ? [] : [['started', new Date(startedAt).toISOString()] as const]),
    ...(startedAt === undefined
      ? []
      : [['took', formatDuration((endedAt ?? now) - startedAt)] as const]),
    ...(restarts === 0 ? [] : [['restarts', `${restarts} by the platform itself`] as const]),
    ...(usd === undefined || usd === 0 ? [] : [['so far', `about ${formatUsd(usd)}`] as const]),
  ];
}

function isOver(state: JobState): boolean {
  return !['queued', 'starting', 'running', 'stopping'].includes(state);
}
