import type { Call, LogLine, LogOptions } from '@torchrelay/core/target';

import type { MlClient } from './client/ml-client.ts';
import { listDeployments } from './observe/find-parts.ts';
import type { Logs, LogsRequest } from './schemas.ts';

type ContainerType = NonNullable<LogsRequest['containerType']>;

/** The second brings the package to the instance, before the first starts. */
const containers: readonly ContainerType[] = ['StorageInitializer', 'InferenceServer'];

const pollInMs = 5_000;
/** What Azure gives at most of a container. */
const mostLines = 5_000;

interface ContainerPlace {
  readonly client: MlClient;
  readonly endpoint: string;
  readonly name: string;
  readonly call: Call;
}

/** What the containers of all deployments of an endpoint have written, as Azure kept it: it has the last lines alone. */
export async function* deploymentLogs({
  client,
  name,
  options: { tail, follow = false, since = 0 },
  call,
  wait = delay,
}: {
  readonly client: MlClient;
  readonly name: string;
  readonly options: LogOptions;
  readonly call: Call;
  readonly wait?: (inMs: number, abortSignal: AbortSignal | undefined) => Promise<void>;
}): AsyncIterable<LogLine> {
  const seen = new Map<string, readonly string[]>();
  const first = await readNew({ client, name, call, seen });
  const shown = first.filter(({ time }) => time >= since);
  yield* tail === undefined ? shown : shown.slice(-tail);
  for (;;) {
    if (!follow) return;
    await wait(pollInMs, call.abortSignal);
    yield* await readNew({ client, name, call, seen });
  }
}

/** @param seen what there was last time, by where it is from; brought up to date */
async function readNew({
  client,
  name,
  call,
  seen,
}: {
  readonly client: MlClient;
  readonly name: string;
  readonly call: Call;
  readonly seen: Map<string, readonly string[]>;
}): Promise<readonly LogLine[]> {
  const fresh: LogLine[] = [];
  const { ours } = await listDeployments(client, name, call);
  for (const deployment of ours) {
    for (const container of containers) {
      const place = { client, endpoint: name, name: deployment.name, call };
      const source = `${deployment.name}/${container}`;
      const lines = await containerLines(place, container, mostLines);
      fresh.push(...timed(newLines(seen.get(source) ?? [], lines), source));
      seen.set(source, lines);
    }
  }
  return fresh;
}

/** The last lines of the server, and of what brought its package where it has none. */
export async function lastLines(place: ContainerPlace, count = 10): Promise<readonly string[]> {
  const server = await containerLines(place, 'InferenceServer', count);
  return server.length > 0 ? server : containerLines(place, 'StorageInitializer', count);
}

async function containerLines(
  { client, endpoint, name, call }: ContainerPlace,
  containerType: ContainerType,
  tail: number,
): Promise<readonly string[]> {
  const body: LogsRequest = { containerType, tail };
  const path = `onlineEndpoints/${endpoint}/deployments/${name}/getLogs`;
  const attempt = `Cannot read the log of ${endpoint}`;
  const found = await client.find<Logs>({ method: 'POST', path, body, attempt }, call);
  const lines = (found?.content ?? '').split(/\r?\n/).filter((line) => line.trim() !== '');
  return lines.slice(-tail);
}

/** Azure tells no positions: what follows the end of what was there last time is new. */
function newLines(before: readonly string[], now: readonly string[]): readonly string[] {
  for (let length = Math.min(before.length, now.length); length > 0; length -= 1) {
    const isSame = before.slice(-length).every((line, index) => line === now[index]);
    if (isSame) return now.slice(length);
  }
  return now;
}

const timeAtStart = /^\W*(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?)/;

/** A line without a time was written with the one before it; where none has any, now. */
function timed(lines: readonly string[], source: string): readonly LogLine[] {
  let last: number | undefined;
  return lines.map((text) => {
    const said = timeAtStart.exec(text)?.[1]?.replace(' ', 'T').replace(',', '.');
    const time = said === undefined ? Number.NaN : Date.parse(`${said}Z`);
    if (!Number.isNaN(time)) last = time;
    return { time: last ?? Date.now(), text, source };
  });
}

async function delay(inMs: number, abortSignal: AbortSignal | undefined): Promise<void> {
  const { setTimeout } = await import('node:timers/promises');
  await setTimeout(inMs, undefined, abortSignal === undefined ? {} : { signal: abortSignal });
}
