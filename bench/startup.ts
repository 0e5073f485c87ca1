/**
 * How long the command takes to start, against a Node that does nothing: `node bench/startup.ts [rounds]`.
 * Runs in alternating pairs, so that a machine that becomes slower is slower for both, and on the command as
 * it is published: built, without its source beside it. Build first: `npm run build`.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const goal = 1.5;
const rounds = Number(process.argv[2] ?? 30);

const folder = publish();
try {
  const command = join(folder, 'bin', 'torchrelay.js');
  compare('--help', [command, '--help']);
  compare('--version', [command, '--version']);
} finally {
  rmSync(folder, { recursive: true });
}

/** The files that npm would install. */
function publish(): string {
  const source = fileURLToPath(new URL('../packages/cli', import.meta.url));
  if (!existsSync(join(source, 'dist'))) throw new Error('Build first: npm run build');
  const target = mkdtempSync(join(tmpdir(), 'torchrelay-startup-'));
  for (const part of ['bin', 'dist', 'package.json']) {
    cpSync(join(source, part), join(target, part), { recursive: true });
  }
  return target;
}

function compare(name: string, command: readonly string[]): void {
  // The first run fills the compile cache, as a user's first run does.
  timeOf(command);
  const pairs = Array.from(
    { length: rounds },
    () => [timeOf(['-e', '0']), timeOf(command)] as const,
  );
  const bare = median(pairs.map(([time]) => time));
  const ours = median(pairs.map(([, time]) => time));
  const ratio = median(pairs.map(([nothing, something]) => something / nothing));
  const verdict = ratio <= goal ? 'within' : 'above';
  console.log(
    `torchrelay ${name}: ${ours.toFixed(1)} ms, node -e 0: ${bare.toFixed(1)} ms, ` +
      `ratio ${ratio.toFixed(2)}, ${verdict} the goal of ${goal} (medians of ${rounds} pairs)`,
  );
}

function timeOf(parameters: readonly string[]): number {
  const startedAt = performance.now();
  const { status } = spawnSync(process.execPath, parameters, { stdio: 'ignore' });
  if (status !== 0) throw new Error(`node ${parameters.join(' ')} exited with ${status}`);
  return performance.now() - startedAt;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
