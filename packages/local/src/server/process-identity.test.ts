import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { isSameProcess, processStartTime, thisProcess } from './process-identity.ts';

test('a process keeps its start time, and another one has another', async () => {
  const own = processStartTime(process.pid);
  expect(own).toBeDefined();
  expect(processStartTime(process.pid)).toBe(own);
  const child = spawn('sleep', ['60']);
  await once(child, 'spawn');
  expect(processStartTime(child.pid ?? 0)).not.toBe(own);
  child.kill();
});

test('a process that has ended has none', async () => {
  const child = spawn('true');
  const { pid = 0 } = child;
  await once(child, 'exit');
  expect(processStartTime(pid)).toBeUndefined();
});

test('a process id that is used again is not taken for the old process', () => {
  const { pid, startTime } = thisProcess();
  expect(isSameProcess({ pid, startTime })).toBe(true);
  expect(isSameProcess({ pid, startTime: `${startTime}0` })).toBe(false);
});

test.runIf(process.platform === 'linux')(
  'a name with brackets and blanks does not confuse the reading',
  async () => {
    const child = spawn(process.execPath, [
      '-e',
      'process.title = ") Z 1 ("; console.log(); setInterval(() => {}, 1000)',
    ]);
    await once(child.stdout, 'data');
    expect(processStartTime(child.pid ?? 0)).toMatch(/^\d+$/);
    child.kill('SIGKILL');
  },
);
