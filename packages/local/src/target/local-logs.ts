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
  let seen = since - 1;
  let most = tail ?? mostEvents;
  for (;;) {
    for (const event of (await readEvents(path, most)).filter(({ time }) => time > seen)) {
      yield asLine(event);
      seen = Math.max(seen, event.time);
    }
    if (!follow || (await isAbortedWhileWaiting(abortSignal))) return;
    most = mostEvents;
  }
}

async function isAbortedWhileWaiting(signal: AbortSignal | undefined): Promise<boolean> {
  // The rejection says only that it was aborted, which the signal says too.
  await delay(pollInMs, undefined, signal === undefined ? {} : { signal }).catch(() => {});
  return signal?.aborted === true;
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
