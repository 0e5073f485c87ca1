import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../setup/test-support/temporary-folder.ts';
import { writeTree } from '../setup/test-support/write-tree.ts';
import { readReport, summarise } from './summary.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');

// Out there, files cannot import vitest.
const settings = 'export default { test: { globals: true } };';

/** Runs the real vitest over these files and sums its report up. */
function sumsOf(files: Readonly<Record<string, string>>): { line: string; status: number | null } {
  const folder = writeTree(temporaryFolder(), { 'vitest.config.js': settings, ...files });
  const report = join(folder, 'report.json');
  const flags = ['--root', folder, '--reporter=json', `--outputFile=${report}`];
  const { status } = spawnSync(process.execPath, [vitest, 'run', ...flags]);
  return { line: summarise({ report: readReport(report), hasRunnerFailed: status !== 0 }), status };
}

it('counts what passed', () => {
  const passing = "it('a', () => {}); it('b', () => {});";
  expect(sumsOf({ 'a.test.js': passing, 'b.test.js': passing })).toEqual({
    line: '4 passed, 0 failed',
    status: 0,
  });
});

it('counts failures, skipped tests and those still to be written', () => {
  const mixed =
    "it('a', () => {}); it('b', () => expect(1).toBe(2)); it.skip('c', () => {}); it.todo('d');";
  expect(sumsOf({ 'mixed.test.js': mixed }).line).toBe('1 passed, 1 failed, 2 skipped');
});

it('counts a file that cannot be loaded as a failure', () => {
  const files = { 'good.test.js': "it('a', () => {});", 'bad.test.js': "import './nowhere.js';" };
  const { line, status } = sumsOf(files);
  expect(line).toBe('1 passed, 1 failed');
  expect(status).not.toBe(0);
});

it('counts a file whose preparation breaks as a failure', () => {
  const broken = "beforeAll(() => { throw new Error('no'); }); it('a', () => {});";
  expect(sumsOf({ 'broken.test.js': broken }).line).toMatch(/^0 passed, 1 failed/);
});

it('never reads `0 failed` when an error escapes from tests that passed', () => {
  const escaping =
    "it('a', () => { setTimeout(() => { throw new Error('late'); }); });  it('b', () => new Promise((r) => setTimeout(r, 100)));";
  const { line, status } = sumsOf({ 'escaping.test.js': escaping });
  expect(line).toBe('2 passed, 1 failed');
  expect(status).not.toBe(0);
});

it('counts a runner that could not even start as a failure', () => {
  expect(summarise({ report: readReport('/nowhere/report.json'), hasRunnerFailed: true })).toBe(
    '0 passed, 1 failed',
  );
});
