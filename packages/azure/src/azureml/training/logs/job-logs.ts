import type { Call, LogLine, LogOptions } from '@torchrelay/core/target';

import type { RunDetails } from '../../schemas.ts';
import { findJob, hasEnded } from '../observe/find-job.ts';
import type { JobObservation } from '../observe/observe-job.ts';
import { type ReadSoFar, readNewLines } from './growing-file.ts';
import { logFiles } from './log-files.ts';

export interface JobLogsRequest extends JobObservation {
  readonly id: string;
  readonly options: LogOptions;
  readonly call: Call;
}

/** Between two looks, each of which asks twice and reads every node's file: soon after lines came, later when none do. */
const [soonestInMs, latestInMs] = [200, 4_000];

/**
 * What all nodes wrote, each in its order: Azure ML keeps no times with lines. Those that were there already bear the time
 * of the job's start, those that come while it is followed the time at which they came. Following ends when the job has.
 */
export async function* jobLogs(request: JobLogsRequest): AsyncIterable<LogLine> {
  const { client, id, options, call } = request;
  const { follow = false, since = 0, tail } = options;
  const seen = new Map<string, ReadSoFar>();
  let waitInMs = soonestInMs;
  for (let isFirst = true; ; isFirst = false) {
    // Asked before the lines are read, so that the last of them are.
    const job = await findJob(client, id, call);
    const isOver = job === undefined || hasEnded(job);
    const lines = job === undefined ? [] : await readAll(request, { seen, isOver, isFirst });
    const shown = lines.filter(({ time }) => time >= since);
    yield* isFirst && tail !== undefined ? shown.slice(-tail) : shown;
    if (!follow || isOver) return;
    waitInMs = lines.length > 0 ? soonestInMs : Math.min(latestInMs, waitInMs * 1.5);
    await delay(waitInMs, call.abortSignal);
  }
}

interface Look {
  /** How far each file was read; brought up to date. */
  readonly seen: Map<string, ReadSoFar>;
  readonly isOver: boolean;
  readonly isFirst: boolean;
}

async function readAll(
  { history, id, options: { follow = false }, call }: JobLogsRequest,
  { seen, isOver, isFirst }: Look,
): Promise<readonly LogLine[]> {
  const details = await history.details(id, call);
  if (details === undefined) return [];
  const time = isFirst ? startOf(details) : Date.now();
  const lines: LogLine[] = [];
  for (const file of logFiles(details)) {
    const before = seen.get(file.path);
    const read = await readNewLines({ history, file, before, isOver: isOver || !follow, call });
    seen.set(file.path, read.after);
    lines.push(...read.lines.map((text) => ({ time, text, source: file.source })));
  }
  return lines;
}

function startOf({ startTimeUtc }: RunDetails): number {
  const started = Date.parse(startTimeUtc ?? '');
  return Number.isNaN(started) ? Date.now() : started;
}

async function delay(inMs: number, signal: AbortSignal | undefined): Promise<void> {
  const { setTimeout } = await import('node:timers/promises');
  await setTimeout(inMs, undefined, signal === undefined ? {} : { signal });
}
