import type { FilteredLogEvent } from '@aws-sdk/client-cloudwatch-logs';
import type { Call, LogLine, LogOptions } from '@torchrelay/core/target';

import type { SagemakerClients } from './sagemaker-clients.ts';
import { askIfAny } from './sagemaker-request.ts';

const pollInMs = 2_000;

/** Lines of one moment may come so much later than others of it, from other instances. */
const lookBackInMs = 60_000;

/** The most that CloudWatch gives at once. */
const mostEvents = 10_000;

export interface LoggedLines {
  readonly clients: Pick<SagemakerClients, 'logs'>;
  /** Of the endpoint or the job. */
  readonly name: string;
  /** `/aws/sagemaker/Endpoints/demo` */
  readonly group: string;
  /** What the names of its streams begin with, where a group has those of others too. */
  readonly streamPrefix?: string;
  readonly options: LogOptions;
  readonly call: Call;
  /** How many lines are asked for at once. */
  readonly pageSize?: number;
  /** Rejects when it is aborted, as timers do. */
  readonly wait?: (inMs: number, abortSignal: AbortSignal | undefined) => Promise<void>;
  /** Whether nothing more will be written, which ends following. Never by default. */
  readonly isOver?: () => Promise<boolean>;
}

/**
 * What containers have written, by CloudWatch: of all instances, also of those that are gone. Lines of one moment may
 * come late and in any order, so following looks back a little and leaves out what it has shown. Ends when it is
 * aborted, or all is over.
 */
export async function* logLines(request: LoggedLines): AsyncIterable<LogLine> {
  const { options, call } = request;
  try {
    yield* readLines(request);
  } catch (error) {
    if (options.follow !== true || call.abortSignal?.aborted !== true) throw error;
  }
}

async function* readLines(request: LoggedLines): AsyncIterable<LogLine> {
  const { options, call, wait = delay, isOver = async () => false } = request;
  const { tail, follow = false, since = 0 } = options;
  const first = await readAll(request, since);
  yield* first.slice(tail === undefined ? 0 : Math.max(0, first.length - tail)).map(lineOf);
  if (!follow) return;
  let shown = new Map(first.map((event) => [keyOf(event), event.timestamp ?? 0]));
  for (let latest = latestOf(first, since); ;) {
    // Asked before the lines are: the last of them are shown.
    const isLast = await isOver();
    if (await isAbortedWhileWaiting(wait, call.abortSignal)) return;
    const from = latest - lookBackInMs;
    const events = await readAll(request, Math.max(from, since));
    const fresh = events.filter((event) => !shown.has(keyOf(event)));
    yield* fresh.map(lineOf);
    latest = latestOf(fresh, latest);
    // What is too old to be read again needs not be remembered.
    shown = new Map([
      ...shown,
      ...fresh.map((event) => [keyOf(event), event.timestamp ?? 0] as const),
    ]);
    for (const [key, time] of shown) if (time < from) shown.delete(key);
    if (isLast) return;
  }
}

async function isAbortedWhileWaiting(
  wait: NonNullable<LoggedLines['wait']>,
  abortSignal: AbortSignal | undefined,
): Promise<boolean> {
  try {
    await wait(pollInMs, abortSignal);
  } catch (error) {
    if (abortSignal?.aborted !== true) throw error;
  }
  return abortSignal?.aborted === true;
}

/** Ids are unique in a stream. */
function keyOf({ logStreamName = '', eventId = '' }: FilteredLogEvent): string {
  return `${logStreamName} ${eventId}`;
}

/** Pages may be empty and not the last. A group that is not there yet has no lines. */
async function readAll(
  { clients, name, group, streamPrefix, call: { abortSignal }, pageSize = mostEvents }: LoggedLines,
  from: number,
): Promise<readonly FilteredLogEvent[]> {
  const client = await clients.logs();
  const found: FilteredLogEvent[] = [];
  let nextToken: string | undefined;
  do {
    const request = {
      logGroupName: group,
      ...(streamPrefix !== undefined && { logStreamNamePrefix: streamPrefix }),
      startTime: Math.max(0, from),
      limit: pageSize,
      ...(nextToken !== undefined && { nextToken }),
    };
    const page = await askIfAny({
      attempt: `Cannot read the log of ${name}`,
      permission: 'logs:FilterLogEvents',
      abortSignal,
      send: (options) => client.filterLogEvents(request, options),
    });
    found.push(...(page?.events ?? []));
    nextToken = page?.nextToken;
  } while (nextToken !== undefined);
  return found.toSorted((a, b) => (a.timestamp ?? 0) - (b.timestamp ?? 0));
}

function lineOf({ timestamp = 0, message = '', logStreamName = '' }: FilteredLogEvent): LogLine {
  return { time: timestamp, text: message.trimEnd(), source: logStreamName };
}

function latestOf(events: readonly FilteredLogEvent[], from: number): number {
  return events.reduce((time, { timestamp = 0 }) => Math.max(time, timestamp), from);
}

async function delay(inMs: number, abortSignal: AbortSignal | undefined): Promise<void> {
  const { setTimeout } = await import('node:timers/promises');
  await setTimeout(inMs, undefined, abortSignal === undefined ? {} : { signal: abortSignal });
}
