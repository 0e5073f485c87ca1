import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type RelayEvent, train } from '@torchrelay/core';
import type { JobState, LogLine, Offer, Target } from '@torchrelay/core/target';
import { createMemoryCloud, memoryTarget } from '@torchrelay/testing';
import { expect, onTestFinished, test } from 'vitest';

import type { Channel } from '../output/channel.ts';
import { openStatusLine } from '../output/status-line.ts';
import { createStyle } from '../output/style.ts';
import { chooseSymbols } from '../output/symbols.ts';
import { followJob, type JobFollower } from './follow-job.ts';

const unknown = { known: false, reason: 'nobody said' } as const;
const offer: Offer = {
  id: 'here',
  instanceType: 'here',
  region: 'here',
  vCpus: 1,
  memoryBytes: 1,
  usdPerHour: unknown,
  offeredHere: unknown,
  interconnectInGbps: 100,
  quotaLeft: unknown,
};

/** A place where a job has written these lines, or whose log cannot be read. */
function targetWith(lines: readonly LogLine[] | Error): Target {
  return {
    ...memoryTarget({ cloud: createMemoryCloud(), style: 'in-place' }),
    training: {
      capabilities: { readsFolders: true, dataSchemes: [], spot: false, endsWithProcess: false },
      fingerprint: () => null,
      doOffers: async () => [offer],
      doObserve: async () => undefined,
      async *doList() {},
      plan: () => [],
      doStep: async () => ({ state: 'done' }),
      async *doLogs() {
        if (lines instanceof Error) throw lines;
        yield* lines;
      },
    },
  };
}

interface Followed extends JobFollower {
  readonly written: string[];
}

async function follow(lines: readonly LogLine[] | Error, nodes = 1): Promise<Followed> {
  const source = mkdtempSync(join(tmpdir(), 'torchrelay-follow-'));
  onTestFinished(() => rmSync(source, { recursive: true }));
  writeFileSync(join(source, 'train.py'), '');
  const target = targetWith(lines);
  await train({ name: 'digits', source, entry: 'train.py', nodes }, target);
  const written: string[] = [];
  const err: Channel = {
    isTerminal: false,
    columns: 80,
    style: createStyle({ isColoured: false }),
    line: (text) => void written.push(text),
    write: () => {},
  };
  const symbols = chooseSymbols({});
  const follower = followJob({
    job: { name: 'digits', target, patterns: { loss: /loss=([\d.]+)/ } },
    status: openStatusLine(err, symbols),
    context: { err, symbols, abortSignal: new AbortController().signal },
  });
  return { ...follower, written };
}

const base = { version: 1, sequence: 1, time: 0, provider: 'memory', name: 'digits' } as const;

function state(of: JobState, detail?: string): RelayEvent {
  const why = detail === undefined ? {} : { detail };
  return { ...base, type: 'job-state', attempt: 1, state: of, ...why };
}

const line = (text: string, time = 0, source = 'node-0'): LogLine => ({ time, source, text });
const metric = (loss: number, time: number): LogLine =>
  line(`[torchrelay:metrics] {"step": ${time / 1000}, "loss": ${loss}}`, time);

const trained = expect.stringMatching(/^✓ digits is trained, by attempt 1 /) as unknown;

test('lines are shown as they come', async () => {
  const { handle, written } = await follow([line('one'), line('two', 1)]);
  await handle(state('queued', 'for a machine'));
  await handle(state('running'));
  await handle(state('succeeded'));
  expect(written).toEqual(['  attempt 1 queued: for a machine', '  one', '  two', trained]);
});

test('of several nodes each line says from which it is', async () => {
  const { handle, written } = await follow([line('one'), line('two', 1, 'node-1')], 2);
  await handle(state('running'));
  await handle(state('succeeded'));
  expect(written).toEqual(['  node-0  one', '  node-1  two', trained]);
});

test('in a log that nobody watches the course is written once a minute', async () => {
  const times = [0, 20_000, 59_000, 61_000, 90_000, 125_000];
  const { handle, written, history } = await follow(times.map((time) => metric(2, time)));
  await handle(state('running'));
  await handle(state('succeeded'));
  expect(written).toEqual(['  loss ████ 2, step 61', '  loss ██████ 2, step 125', trained]);
  expect(history.series.get('loss')).toHaveLength(6);
});

test('numbers are found in lines by patterns, and those lines are shown', async () => {
  const { handle, written, history } = await follow([line('epoch 1 loss=0.5')]);
  await handle(state('running'));
  await handle(state('succeeded'));
  expect(written).toEqual(['  epoch 1 loss=0.5', trained]);
  expect(history.series.get('loss')).toEqual([0.5]);
});

test('of what was done before only the numbers are of interest', async () => {
  const { handle, written, history } = await follow([line('old news'), metric(1, 0)]);
  await handle({ ...base, type: 'job-join', attempt: 1, state: 'succeeded' });
  await handle(state('succeeded'));
  expect(written).toEqual(['= attempt 1 of digits is done already']);
  expect(history.series.get('loss')).toEqual([1]);
});

test('a log that cannot be read is no reason to give up the job', async () => {
  const { handle, written } = await follow(new Error('the log service is down'));
  await handle(state('running'));
  await handle(state('succeeded'));
  expect(written).toEqual([
    expect.stringContaining('! Its lines cannot be shown: ') as unknown,
    trained,
  ]);
});

test('an interruption is said with its reason, and where it goes on', async () => {
  const { handle, written } = await follow([]);
  await handle({ ...base, type: 'job-restart', attempt: 2, reason: 'node 0 was lost' });
  expect(written).toEqual([
    '! It was interrupted: node 0 was lost. Attempt 2 goes on from its checkpoints.',
  ]);
});
