// Everything that CI asks of the repository besides its tests. All checks run; the exit code says whether all passed.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { checks } from './checks.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const wanted = process.argv.slice(2);
const chosen = wanted.length === 0 ? checks : checks.filter(({ name }) => wanted.includes(name));
const failed: string[] = [];

for (const { name, command } of chosen) {
  const startedAt = performance.now();
  const [program = '', ...programArguments] = command;
  const { status, stdout, stderr, error } = spawnSync(program, programArguments, {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    maxBuffer: 2 ** 28,
  });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const verdict = status === 0 ? 'passed' : 'FAILED';
  console.log(`${name}: ${verdict} in ${seconds} s`);
  if (status === 0) continue;
  failed.push(name);
  console.log(`\n${stdout}${stderr}${error?.message ?? ''}\n`);
}

if (failed.length > 0) {
  const again = failed.map((name) => `npm run check -- ${name}`).join(', ');
  console.log(`${failed.length} of ${chosen.length} checks failed. Each runs alone: ${again}`);
  process.exitCode = 1;
}
