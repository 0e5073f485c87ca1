import type { FilteredLogEvent } from '@aws-sdk/client-cloudwatch-logs';
import type { Call, LogLine, LogOptions } from '@torchrelay/core/target';

import type { SagemakerClients } from './sagemaker-clients.ts';
import { askIfAny } from './sagemaker-request.ts';

const pollInMs = 2_000;

/**
 * What the containers of an endpoint have written, by CloudWatch. Lines of one moment may come late and in any order,
 * so following looks back a little and leaves out what it has shown.
 */
export async function* endpointLogs({
  clients,
  name,
  options: { tail, follow = false, since },
  call,
  wait = delay,
}: {
  readonly clients: SagemakerClients;
  readonly name: string;
  readonly options: LogOptions;
  readonly call: Call;
  readonly wait?: (inMs: number, abortSignal: AbortSignal | undefined) => Promise<void>;
}): AsyncIterable<LogLine> {
  const shown = new Set<string>();
  let from = since ?? 0;
  const first = await readAll({ clients, name, from, call });
  yield* (tail === undefined ? first : first.slice(-tail)).map(lineOf);
  for (const event of first) shown.add(event.eventId ?? '');
  from = latest(first, from);
  if (!follow) return;
  for (;;) {
    await wait(pollInMs, call.abortSignal);
    const events = await readAll({ clients, name, from: from - lookBackInMs, call });
    const fresh = events.filter(({ eventId = '' }) => !shown.has(eventId));
    for (const event of fresh) shown.add(event.eventId ?? '');
    yield* fresh.map(lineOf);
    from = latest(fresh, from);
  }
}

const lookBackInMs = 60_000;

async function readAll({
  clients,
  name,
  from,
  call: { abortSignal },
}: {
  readonly clients: SagemakerClients;
  readonly name: string;
  readonly from: number;
  readonly call: Call;
}): Promise<readonly FilteredLogEvent[]> {
  const client = await clients.logs();
  const found: FilteredLogEvent[] = [];
  let nextToken: string | undefined;
  do {
    const request = {
      logGroupName: `/aws/sagemaker/Endpoints/${name}`,
      startTime: Math.max(0, from),
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

function latest(events: readonly FilteredLogEvent[], from: number): number {
  return events.reduce((time, { timestamp = 0 }) => Math.max(time, timestamp), from);
}

async function delay(inMs: number, abortSignal: AbortSignal | undefined): Promise<void> {
  const { setTimeout } = await import('node:timers/promises');
  await setTimeout(inMs, undefined, abortSignal === undefined ? {} : { signal: abortSignal });
}
