import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import type { Call, LogLine, LogOptions } from '@torchrelay/core/target';

import { type LogEvent, readLastEvents } from '../server/event-log.ts';

const pollInMs = 300;
const mostEvents = 100_000;

/** The server's log, also of a server that has ended. */
export async function* localLogs(
  runtimeDirectory: string,
  { tail, follow = false, since = 0 }: LogOptions,
  { abortSignal }: Call,
): AsyncIterable<LogLine> {
  const path = join(runtimeDirectory, 'server.log');
  let seen = 0;
  let count = tail ?? mostEvents;
  do {
    const events = await readEvents(path, count);
    for (const event of events.slice(Math.max(0, events.length - count))) {
      if (event.time >= since && event.time > seen) yield asLine(event);
    }
    seen = Math.max(seen, events.at(-1)?.time ?? 0);
    count = mostEvents;
    if (follow)
      await delay(pollInMs, undefined, abortSignal ? { signal: abortSignal } : {}).catch(() => {});
  } while (follow && abortSignal?.aborted !== true);
}

async function readEvents(path: string, count: number): Promise<readonly LogEvent[]> {
  return existsSync(path) ? readLastEvents({ path, count }) : [];
}

function asLine({ time, event, deployment, ...details }: LogEvent): LogLine {
  const rest = Object.entries(details).map(([name, value]) => `${name}=${asText(value)}`);
  return { time, source: deployment?.slice(0, 19) ?? 'server', text: [event, ...rest].join(' ') };
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
