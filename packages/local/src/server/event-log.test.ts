import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createEventLog, readLastEvents } from './event-log.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'torchrelay-test-'));
  path = join(folder, 'server.log');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('each event is one line of JSON, for its owner only', () => {
  const log = createEventLog({ path, now: () => 1000 });
  log.write({ event: 'worker-ready', deployment: 'a', pid: 5 });
  log.write({ event: 'server-stopped' });
  expect(readFileSync(path, 'utf8')).toBe(
    '{"time":1000,"event":"worker-ready","deployment":"a","pid":5}\n{"time":1000,"event":"server-stopped"}\n',
  );
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a log that has grown too large begins anew, and the old one stays beside it', () => {
  const log = createEventLog({ path, largestBytes: 200 });
  for (let turn = 0; turn < 10; turn += 1) log.write({ event: 'turn', turn });
  expect(statSync(path).size).toBeLessThanOrEqual(200);
  const both = readFileSync(`${path}.1`, 'utf8') + readFileSync(path, 'utf8');
  expect(both).toContain('"turn":9');
});

test('a log goes on where an earlier server has left it', () => {
  createEventLog({ path }).write({ event: 'first' });
  createEventLog({ path }).write({ event: 'second' });
  expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(3);
});

test('the last events come oldest first', async () => {
  const log = createEventLog({ path, now: () => 1 });
  for (const event of ['a', 'b', 'c']) log.write({ event });
  expect(await readLastEvents({ path, count: 2 })).toEqual([
    { time: 1, event: 'b' },
    { time: 1, event: 'c' },
  ]);
});

test('the events of one deployment can be picked out', async () => {
  const log = createEventLog({ path, now: () => 1 });
  log.write({ event: 'a', deployment: 'old' });
  log.write({ event: 'b', deployment: 'new' });
  expect(await readLastEvents({ path, count: 9, deployment: 'new' })).toEqual([
    { time: 1, event: 'b', deployment: 'new' },
  ]);
});

test('a line that is not whole yet is left out', async () => {
  writeFileSync(path, '{"time":1,"event":"whole"}\n{"time":2,"ev');
  expect(await readLastEvents({ path, count: 9 })).toEqual([{ time: 1, event: 'whole' }]);
});

test('of a long log only the end is read', async () => {
  writeFileSync(path, `${'x'.repeat(3_000_000)}\n{"time":1,"event":"last"}\n`);
  expect(await readLastEvents({ path, count: 9 })).toEqual([{ time: 1, event: 'last' }]);
});
