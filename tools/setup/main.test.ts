import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { capture } from './capture.js';
import { bareClone, packageManager } from './test-support/bare-clone.ts';
import { temporaryFolder } from './test-support/temporary-folder.ts';

const setUp = (root: string, commandArguments: readonly string[], env = process.env) =>
  capture(process.execPath, [join(root, 'tools/setup/main.js'), ...commandArguments], {
    cwd: root,
    env,
  });

const withoutTimes = (output: string) => output.replaceAll(/\d+\.\d s/g, 'N s');

it('sets a clone up with one line per step, and the second time without a word', async () => {
  const root = bareClone();
  const first = await setUp(root, []);
  expect(withoutTimes(first.output)).toBe(
    'Installing the dependencies into node_modules/ … done in N s\n',
  );
  const second = await setUp(root, []);
  expect(second).toEqual({ exitCode: 0, stdout: '', output: '' });
});

it('keeps stdout for the command, and hands its arguments and its exit code through', async () => {
  const program = 'console.log(process.argv.slice(1)); process.exit(7)';
  const { exitCode, stdout } = await setUp(bareClone(), [
    '--',
    'node',
    '-e',
    program,
    'a b',
    '--flag',
  ]);
  expect(stdout).toBe("[ 'a b', '--flag' ]\n");
  expect(exitCode).toBe(7);
});

it('runs the command with pnpm and the clone’s tools on PATH, and a Python to serve with', async () => {
  const root = bareClone();
  const { TORCHRELAY_PYTHON: _, ...env } = process.env;
  const program = 'console.log(process.env.TORCHRELAY_PYTHON)';
  const { stdout } = await setUp(root, ['--toolchain-only', '--', 'node', '-e', program], env);
  expect(stdout).toBe(`${join(root, '.python', 'serving', 'bin', 'python')}\n`);
  const { stdout: version } = await setUp(
    root,
    ['--toolchain-only', '--', 'pnpm', '--version'],
    env,
  );
  expect(version).toBe(`${packageManager.replace('pnpm@', '')}\n`);
  expect(existsSync(join(root, 'node_modules'))).toBe(false);
});

it('stops before the command, with one error and a way out, where there is no Python', async () => {
  const root = bareClone();
  await setUp(root, []);
  const env = { PATH: temporaryFolder(), HOME: temporaryFolder() };
  const { exitCode, stdout, output } = await setUp(
    root,
    ['--python', 'serving', '--', 'node', '-e', '1'],
    env,
  );
  expect(exitCode).toBe(1);
  expect(stdout).toBe('');
  expect(withoutTimes(output)).toBe(
    [
      'Building .python/serving: PyTorch, to serve with on this machine … failed after N s',
      '',
      'error: There is no Python on PATH, and PyTorch needs one.',
      '',
      'hint: Install Python 3.10 or later (on Debian and Ubuntu: `sudo apt install python3 python3-venv`), or set TORCHRELAY_PYTHON to a Python that has PyTorch.',
      '',
    ].join('\n'),
  );
});

it('shows what is broken when the packages do not build', async () => {
  const root = bareClone();
  await setUp(root, []);
  const { exitCode, output } = await setUp(root, ['--build']);
  expect(exitCode).toBe(1);
  // This small clone has no turbo at all.
  expect(output).toMatch(
    /error: The packages do not build\.\n\n[^]*Cannot find module[^]*\n\nhint: Mend the source above/,
  );
});

it('says when a flag is unknown, without starting anything', async () => {
  const root = bareClone();
  const { exitCode, output } = await setUp(root, ['--everything']);
  expect(exitCode).not.toBe(0);
  expect(output).toContain("Unknown option '--everything'");
  expect(existsSync(join(root, 'node_modules'))).toBe(false);
});

it('passes SIGTERM on to the command and waits for its end', async () => {
  const root = bareClone();
  const program =
    "process.on('SIGTERM', () => process.exit(5)); console.log('up'); setInterval(() => {}, 1000)";
  const main = [join(root, 'tools/setup/main.js'), '--toolchain-only', '--', 'node', '-e', program];
  const child = spawn(process.execPath, main, { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  child.kill('SIGTERM');
  const [exitCode] = await once(child, 'exit');
  expect(exitCode).toBe(5);
});

it('begins again where an interrupted installation left off', async () => {
  const root = bareClone();
  await setUp(root, []);
  rmSync(join(root, 'node_modules', '.torchrelay-setup'));
  const { output } = await setUp(root, []);
  expect(withoutTimes(output)).toBe(
    'Installing the dependencies into node_modules/ … done in N s\n',
  );
});
