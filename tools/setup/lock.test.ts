import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { withLock } from './lock.js';
import { temporaryFolder } from './test-support/temporary-folder.ts';

const HOLDER = `
  import { withLock } from ${JSON.stringify(new URL('lock.js', import.meta.url).href)};
  await withLock(process.argv[1], () => new Promise((resolve) => {
    console.log('held');
    process.stdin.once('data', resolve);
  }));
  process.exit();
`;

async function holdElsewhere(file: string) {
  const holder = spawn(process.execPath, ['--input-type=module', '-e', HOLDER, file], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(holder.stdout, 'data');
  return holder;
}

it('waits for a set-up in another process, and says for which', async () => {
  const file = join(temporaryFolder(), 'lock');
  const holder = await holdElsewhere(file);
  const events: string[] = [];
  holder.on('exit', () => events.push('other is done'));
  const ours = withLock(
    file,
    async () => {
      events.push('we work');
    },
    {
      onWait: (pid) => {
        events.push(pid === holder.pid ? 'we wait' : `we wait for ${pid}`);
        holder.stdin.write('go on');
      },
    },
  );
  await Promise.all([ours, once(holder, 'exit')]);
  expect(events[0]).toBe('we wait');
  expect(events.toSorted()).toEqual(['other is done', 'we wait', 'we work']);
  expect(existsSync(file)).toBe(false);
});

it('takes over from a process that was killed', async () => {
  const file = join(temporaryFolder(), 'lock');
  const holder = await holdElsewhere(file);
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  expect(existsSync(file)).toBe(true);
  expect(await withLock(file, async () => 'ours')).toBe('ours');
});

it('takes over a lock that was cut off before it named its holder', async () => {
  const file = join(temporaryFolder(), 'lock');
  writeFileSync(file, '');
  expect(await withLock(file, async () => 'ours')).toBe('ours');
});

it('is free again after work that failed', async () => {
  const file = join(temporaryFolder(), 'lock');
  const work = async () => {
    throw new Error('It broke.');
  };
  await expect(withLock(file, work)).rejects.toThrow('It broke.');
  expect(existsSync(file)).toBe(false);
});
