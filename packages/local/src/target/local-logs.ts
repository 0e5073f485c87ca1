import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

import type { Call, LogLine, LogOptions } from '@torchrelay/core/target';

import { type LogEvent, logPathIn, readLastEvents } from '../server/event-log.ts';

const pollInMs = 300;
const mostEvents = 100_000;

/** The server's log, also of a server that has ended. */
export async function* localLogs(
  runtimeDirectory: string,
  { tail, follow = false, since = 0 }: LogOptions,
  { abortSignal }: Call,
): AsyncIterable<LogLine> {
  const path = logPathIn(runtimeDirectory);
  let shown: Shown = { time: since, count: 0 };
  for (let isFirst = true; ; isFirst = false) {
    const events = (await readEvents(path)).filter(({ time }) => time >= shown.time);
    const fresh = events.slice(Math.min(shown.count, countAt(events, shown.time)));
    const wanted = isFirst && tail !== undefined ? Math.min(tail, fresh.length) : fresh.length;
    yield* fresh.slice(fresh.length - wanted).map(asLine);
    const last = events.at(-1)?.time;
    if (last !== undefined) shown = { time: last, count: countAt(events, last) };
    if (!follow || (await isAbortedWhileWaiting(abortSignal))) return;
  }
}

/** How far it was read. Several events may have one time, and more of them may come later. */
interface Shown {
  readonly time: number;
  readonly count: number;
}

function countAt(events: readonly LogEvent[], at: number): number {
  return events.filter(({ time }) => time === at).length;
}

async function isAbortedWhileWaiting(signal: AbortSignal | undefined): Promise<boolean> {
  // The rejection says only that it was aborted, which the signal says too.
  await delay(pollInMs, undefined, signal === undefined ? {} : { signal }).catch(() => {});
  return signal?.aborted === true;
}

async function readEvents(path: string): Promise<readonly LogEvent[]> {
  return existsSync(path) ? readLastEvents({ path, count: mostEvents }) : [];
}

function asLine({ time, event, deployment, ...details }: LogEvent): LogLine {
  const rest = Object.entries(details).map(([name, value]) => `${name}=${asText(value)}`);
  return { time, source: deployment?.slice(0, 19) ?? 'server', text: [event, ...rest].join(' ') };
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
