import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { startAws } from '@torchrelay/stand-ins';
import type { LogLine } from '@torchrelay/core/target';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { endpointLogs, type EndpointLogs, logGroupOf } from './endpoint-logs.ts';
import { lastLogLine } from './last-log-line.ts';

const aws = await startAws();
const { endpoint, region, credentials } = aws;
const client = new CloudWatchLogs({ endpoint, region, credentials });
const clients = { logs: async (): Promise<CloudWatchLogs> => client };
afterAll(async () => {
  client.destroy();
  await aws[Symbol.asyncDispose]();
});

const begin = Date.now() - 30_000;
let name = 'demo';
let count = 0;

beforeEach(async () => {
  name = `demo-${(count += 1)}`;
  await client.createLogGroup({ logGroupName: logGroupOf(name) });
});

/** Lines of one instance, so many milliseconds after the beginning. */
async function write(
  instance: string,
  ...lines: readonly (readonly [number, string])[]
): Promise<void> {
  const stream = { logGroupName: logGroupOf(name), logStreamName: `AllTraffic/${instance}` };
  const { logStreams = [] } = await client.describeLogStreams({
    logGroupName: stream.logGroupName,
    logStreamNamePrefix: stream.logStreamName,
  });
  if (logStreams.length === 0) await client.createLogStream(stream);
  const logEvents = lines.map(([after, message]) => ({ timestamp: begin + after, message }));
  await client.putLogEvents({ ...stream, logEvents });
}

async function read(request: Partial<EndpointLogs> = {}): Promise<readonly string[]> {
  const lines = endpointLogs({ clients, name, options: {}, call: {}, ...request });
  return Array.fromAsync(lines, ({ source, text }) => `${source.split('/')[1]} ${text}`);
}

describe('the log of an endpoint', () => {
  test('has the lines of all instances in the order of their times', async () => {
    await write('i-1', [1, 'one'], [30, 'three']);
    await write('i-2', [20, 'two\n'], [40, 'four']);
    expect(await read()).toEqual(['i-1 one', 'i-2 two', 'i-1 three', 'i-2 four']);
  });

  test('is read to its end, however many pages that takes', async () => {
    const lines = Array.from({ length: 25 }, (_, index) => [index, `line ${index}`] as const);
    await write('i-1', ...lines);
    expect(await read({ pageSize: 4 })).toEqual(lines.map(([, text]) => `i-1 ${text}`));
  });

  test('is given from a time on, and from its end', async () => {
    await write('i-1', [1, 'one'], [2000, 'two'], [3000, 'three']);
    expect(await read({ options: { since: begin + 2000 } })).toEqual(['i-1 two', 'i-1 three']);
    expect(await read({ options: { tail: 1 } })).toEqual(['i-1 three']);
    expect(await read({ options: { tail: 0 } })).toEqual([]);
  });

  test('is empty before anything was written', async () => {
    name = 'not-there-yet';
    expect(await read()).toEqual([]);
  });
});

describe('following', () => {
  /** What is shown, round after round; each round is written before it is looked for. */
  async function follow(
    rounds: readonly (() => Promise<void>)[],
    options: EndpointLogs['options'] = {},
  ): Promise<readonly string[]> {
    const ending = new AbortController();
    const left = [...rounds];
    const wait = async (): Promise<void> => {
      const next = left.shift();
      if (next === undefined) ending.abort();
      else await next();
    };
    const call = { abortSignal: ending.signal };
    return read({ options: { ...options, follow: true }, call, wait, pageSize: 3 });
  }

  test('shows each line once, whatever else comes in the same moment', async () => {
    await write('i-1', [1, 'one'], [1, 'two']);
    const shown = await follow([
      () => write('i-1', [1, 'three']),
      async () => {},
      () => write('i-1', [1, 'four'], [5, 'five']),
      async () => {},
    ]);
    expect(shown).toEqual(['i-1 one', 'i-1 two', 'i-1 three', 'i-1 four', 'i-1 five']);
  });

  test('shows the same words as often as they were written', async () => {
    await write('i-1', [1, 'again']);
    const shown = await follow([
      () => write('i-1', [1, 'again']),
      () => write('i-2', [1, 'again']),
    ]);
    expect(shown).toEqual(['i-1 again', 'i-1 again', 'i-2 again']);
  });

  test('shows lines that come late, from instances that are behind', async () => {
    await write('i-1', [20_000, 'early']);
    const shown = await follow([() => write('i-2', [500, 'late'])]);
    expect(shown).toEqual(['i-1 early', 'i-2 late']);
  });

  test('goes on with the instances that take the place of others', async () => {
    await write('i-1', [1, 'old']);
    const shown = await follow([
      async () => {
        const stream = { logGroupName: logGroupOf(name), logStreamName: 'AllTraffic/i-1' };
        await client.deleteLogStream(stream);
        await write('i-9', [10, 'new']);
      },
    ]);
    expect(shown).toEqual(['i-1 old', 'i-9 new']);
  });

  test('begins with what was asked for, and does not show the rest later', async () => {
    await write('i-1', [1, 'one'], [2, 'two'], [3, 'three']);
    const shown = await follow([() => write('i-1', [4, 'four'])], { tail: 1 });
    expect(shown).toEqual(['i-1 three', 'i-1 four']);
    const since = await follow([() => write('i-1', [5, 'five'])], { since: begin + 4 });
    expect(since).toEqual(['i-1 four', 'i-1 five']);
  });

  test('waits for a group that is not there yet', async () => {
    name = 'later';
    const shown = await follow([
      async () => {},
      async () => {
        await client.createLogGroup({ logGroupName: logGroupOf(name) });
        await write('i-1', [1, 'first words']);
      },
    ]);
    expect(shown).toEqual(['i-1 first words']);
  });

  test('ends quietly when it is aborted while it waits', async () => {
    await write('i-1', [1, 'one']);
    const ending = new AbortController();
    const lines: LogLine[] = [];
    const call = { abortSignal: ending.signal };
    for await (const line of endpointLogs({ clients, name, options: { follow: true }, call })) {
      lines.push(line);
      // The next wait is a real one.
      setTimeout(() => ending.abort(), 1);
    }
    expect(lines).toHaveLength(1);
  });

  test('ends as quietly when it is aborted while it asks, and reading without following does not', async () => {
    const call = { abortSignal: AbortSignal.abort() };
    expect(await read({ options: { follow: true }, call })).toEqual([]);
    await expect(read({ call })).rejects.toMatchObject({ code: 'ABORTED' });
  });
});

describe('the last line, for the progress', () => {
  test('is the newest of all instances, on one line and not too long', async () => {
    await write('i-1', [1, 'one'], [30, `loading\n  model ${'x'.repeat(300)}`]);
    await write('i-2', [20, 'two']);
    const line = await lastLogLine(clients, name, {});
    expect(line?.startsWith('loading model xxx')).toBe(true);
    expect(line).toHaveLength(160);
  });

  test('is none where nothing was written, or CloudWatch cannot be asked', async () => {
    expect(await lastLogLine(clients, name, {})).toBeUndefined();
    const unreachable = new CloudWatchLogs({
      endpoint: 'http://127.0.0.1:9',
      region,
      credentials,
      maxAttempts: 1,
    });
    expect(await lastLogLine({ logs: async () => unreachable }, name, {})).toBeUndefined();
  });

  test('is no reason to go on for whoever wants to stop', async () => {
    const call = { abortSignal: AbortSignal.abort() };
    await expect(lastLogLine(clients, name, call)).rejects.toThrow(/abort/i);
  });
});

beforeAll(async () => {
  // The first request of a service makes moto load it.
  await client.describeLogGroups({});
});
