// Runs every test and closes with one line of true sums, for people and for CI to read.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readReport, summarise } from './summary.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
/** Hundreds of processes run our code. What they do does not depend on these, only how soon. */
const quicker = {
  // Stripping the types of our sources once saves each half a second.
  NODE_COMPILE_CACHE: join(root, '.cache', 'tests', 'compiled'),
  // The set-up has just built it.
  TORCHRELAY_TEST_BUILT: 'yes',
};
const folder = mkdtempSync(join(tmpdir(), 'torchrelay-tests-'));
const report = join(folder, 'report.json');

const { status } = spawnSync(
  process.execPath,
  [
    vitest,
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit', env: { ...quicker, ...process.env } },
);
console.log(summarise({ report: readReport(report), hasRunnerFailed: status !== 0 }));
rmSync(folder, { recursive: true, force: true });
process.exitCode = status ?? 1;
