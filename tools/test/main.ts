// Runs every test and closes with one line of true sums, for people and for CI to read.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readReport, summarise } from './summary.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
/** Hundreds of processes run our sources: stripping their types once saves each half a second. */
const compiled = join(root, '.cache', 'tests', 'compiled');
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
  { cwd: root, stdio: 'inherit', env: { NODE_COMPILE_CACHE: compiled, ...process.env } },
);
console.log(summarise({ report: readReport(report), hasRunnerFailed: status !== 0 }));
rmSync(folder, { recursive: true, force: true });
process.exitCode = status ?? 1;
