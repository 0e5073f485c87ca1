/**
 * The processor time that importing each package takes, in a Node of its own, and what it weighs: `node bench/packages.ts [rounds]`.
 * On what is built. Build first: `npm run build`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Milliseconds. */
const goals = { torchscript: 25, core: 60, local: 80, aws: 80, azure: 80, testing: 80 };

const rounds = Number(process.argv[2] ?? 15);
const packages = fileURLToPath(new URL('../packages', import.meta.url));

for (const [name, goal] of Object.entries(goals)) {
  const folder = join(packages, name, 'dist');
  const entry = join(folder, 'index.js');
  if (!existsSync(entry)) throw new Error('Build first: npm run build');
  const { href } = pathToFileURL(entry);
  const time = median(Array.from({ length: rounds }, () => timeToImport(href)));
  const verdict = time <= goal ? 'within' : 'above';
  console.log(
    `${name}: ${time.toFixed(1)} ms of processor time to import, ${verdict} the goal of ${goal}; ` +
      `${(sizeOf(folder) / 1024).toFixed(0)} KiB of JavaScript and types (median of ${rounds})`,
  );
}

function timeToImport(href: string): number {
  // Processor time, which other work on the machine changes least.
  const program = `const before = process.cpuUsage();
    await import(${JSON.stringify(href)});
    const { user, system } = process.cpuUsage(before);
    process.stdout.write(String((user + system) / 1000));`;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', program],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  return Number(stdout);
}

function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
