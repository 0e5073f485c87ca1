// Everything that CI asks of the repository besides its tests. All checks run; the exit code says whether all passed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { type Check, checks } from './checks.ts';

/** Some compute and others wait for a registry. */
const atOnce = 2;

const root = fileURLToPath(new URL('../..', import.meta.url));
const wanted = process.argv.slice(2);
const chosen = wanted.length === 0 ? checks : checks.filter(({ name }) => wanted.includes(name));
const failed: string[] = [];

const waiting = chosen.values();
await Promise.all(
  Array.from({ length: atOnce }, async () => {
    for (const check of waiting) if (!(await passes(check))) failed.push(check.name);
  }),
);

if (failed.length > 0) {
  const again = failed.map((name) => `npm run check -- ${name}`).join(', ');
  console.log(`${failed.length} of ${chosen.length} checks failed. Each runs alone: ${again}`);
  process.exitCode = 1;
}

async function passes({ name, command: [program = '', ...programArguments] }: Check) {
  const startedAt = performance.now();
  const child = spawn(program, programArguments, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  const [[exitCode], stdout, stderr] = await Promise.all([
    once(child, 'close'),
    text(child.stdout),
    text(child.stderr),
  ]).catch((error: Error) => [[1], '', error.message] as const);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${name}: ${exitCode === 0 ? 'passed' : 'FAILED'} in ${seconds} s`);
  if (exitCode !== 0) console.log(`\n${stdout}${stderr}\n`);
  return exitCode === 0;
}
