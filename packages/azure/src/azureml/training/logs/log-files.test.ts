import { expect, test } from 'vitest';

import { logFiles } from './log-files.ts';

const filesOf = (...paths: readonly string[]): unknown =>
  logFiles({ logFiles: Object.fromEntries(paths.map((path) => [path, `https://a/${path}`])) });

test('the log of one node is that of the first', () => {
  const files = filesOf('system_logs/lifecycler/lifecycler.log', 'user_logs/std_log.txt');
  expect(files).toEqual([
    { path: 'user_logs/std_log.txt', source: 'node-0', address: 'https://a/user_logs/std_log.txt' },
  ]);
});

test('several are in the order of their numbers, however many digits they have', () => {
  const files = logFiles({
    logFiles: {
      'user_logs/std_log_process_10.txt': 'c',
      'user_logs/std_log_process_00.txt': 'a',
      'user_logs/std_log_process_2.txt': 'b',
    },
  });
  expect(files.map(({ source, address }) => ({ source, address }))).toEqual([
    { source: 'node-0', address: 'a' },
    { source: 'node-2', address: 'b' },
    { source: 'node-10', address: 'c' },
  ]);
});

test('a job that has not begun has none', () => {
  expect(logFiles({})).toEqual([]);
});
