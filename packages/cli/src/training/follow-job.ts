import { metricOf, type MetricPatterns, type RelayEvent, trainingRun } from '@torchrelay/core';
import { toTorchrelayError } from '@torchrelay/core/target-utils';
import type { LogLine, Target } from '@torchrelay/core/target';

import type { CommandContext } from '../command-line/command-context.ts';
import { columnsFor } from '../output/channel.ts';
import { formatDuration } from '../output/quantities.ts';
import type { StatusLine } from '../output/status-line.ts';
import { wrap } from '../output/width.ts';
import { describeCourse } from './describe-history.ts';
import { metricHistory, type MetricHistory } from './metric-history.ts';

export interface FollowedJob {
  readonly name: string;
  /** Where it is trained. */
  readonly target: Target;
  readonly patterns: MetricPatterns;
}

export interface JobFollower {
  readonly history: MetricHistory;
  /** Draws events about the job, others not; resolves when what belongs before the next event is written. */
  readonly handle: (event: RelayEvent) => Promise<void>;
}

interface ShownLine {
  readonly line: LogLine;
  readonly attempt: number;
  /** Of one node nobody need be told which it is. */
  readonly hasNodes: boolean;
}

type JobStateEvent = Extract<RelayEvent, { type: 'job-state' }>;

const ended: ReadonlySet<string> = new Set(['succeeded', 'failed', 'stopped', 'interrupted']);

/** Shows what a job's script writes, and on a terminal the course of its numbers. */
export function followJob({
  job: { name, target, patterns },
  status,
  context: { err, symbols, abortSignal },
}: {
  readonly job: FollowedJob;
  readonly status: StatusLine;
  readonly context: Pick<CommandContext, 'err' | 'symbols' | 'abortSignal'>;
}): JobFollower {
  const { style } = err;
  const history = metricHistory();
  const pumps = new Map<number, Promise<void>>();
  /** Attempts that were done before: their lines are old news. */
  const done = new Set<number>();
  const startedAt = performance.now();
  let lastNoted: number | undefined;

  function draw({ attempt, state, detail }: JobStateEvent): void {
    const begun = performance.now();
    status.update(() => {
      const course = describeCourse(history, { symbols });
      const time = formatDuration(performance.now() - begun);
      return [`attempt ${attempt} ${state}`, course || detail, time].filter(Boolean).join('  ');
    });
    const why = detail === undefined ? '' : `: ${detail}`;
    if (!err.isTerminal && state !== 'running') err.line(`  attempt ${attempt} ${state}${why}`);
  }

  async function pump(attempt: number): Promise<void> {
    try {
      const run = await trainingRun(name, target, { attempt, abortSignal });
      const hasNodes = run.spec.nodes > 1;
      for await (const line of run.logs({ follow: true, abortSignal }))
        show({ line, attempt, hasNodes });
    } catch (error) {
      if (abortSignal.aborted) return;
      const { message } = toTorchrelayError(error);
      status.print(`${style.yellow(symbols.warning)} Its lines cannot be shown: ${message}`);
    }
  }

  function show({ line, attempt, hasNodes }: ShownLine): void {
    const metric = metricOf(line, patterns);
    if (metric !== undefined) history.add(metric);
    if (done.has(attempt)) return;
    if (!line.text.startsWith(metricPrefix)) status.print(`  ${textOf(line, hasNodes)}`);
    else note(line.time);
  }

  /** Where nothing is drawn again, the course is written once a minute. */
  function note(time: number): void {
    lastNoted ??= time;
    if (err.isTerminal || time - lastNoted < noteEveryMs) return;
    lastNoted = time;
    err.line(`  ${describeCourse(history, { symbols })}`);
  }

  function textOf({ source, text }: LogLine, hasNodes: boolean): string {
    const shown = text.startsWith('[torchrelay] ') ? style.dim(text) : text;
    return hasNodes ? `${style.cyan(source)}  ${shown}` : shown;
  }

  async function handleState(event: JobStateEvent): Promise<void> {
    const { attempt, state } = event;
    if (!ended.has(state)) draw(event);
    if (state === 'queued' || state === 'starting') return;
    if (!pumps.has(attempt)) pumps.set(attempt, pump(attempt));
    if (!ended.has(state)) return;
    await pumps.get(attempt);
    status.clear();
    if (state !== 'succeeded' || done.has(attempt)) return;
    const time = style.dim(formatDuration(performance.now() - startedAt));
    err.line(`${style.green(symbols.done)} ${name} is trained, by attempt ${attempt}  ${time}`);
  }

  function sayJoined({ attempt, state }: Extract<RelayEvent, { type: 'job-join' }>): void {
    if (state === 'succeeded') done.add(attempt);
    const how = state === 'succeeded' ? 'is done already' : `is ${state}: joined`;
    err.line(`= attempt ${attempt} of ${name} ${how}`);
  }

  return {
    history,
    async handle(event) {
      if (event.type === 'job-state') await handleState(event);
      else if (event.type === 'job-join') sayJoined(event);
      else if (event.type === 'job-restart') {
        const { attempt, reason } = event;
        const told = `${symbols.warning} It was interrupted: ${reason}. Attempt ${attempt} goes on from its checkpoints.`;
        err.line(wrap(told, columnsFor(err)).join('\n').replace(symbols.warning, style.yellow));
      }
    },
  };
}

const metricPrefix = '[torchrelay:metrics] ';
const noteEveryMs = 60_000;
