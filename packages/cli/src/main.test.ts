import { exec } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, expect, test } from 'vitest';

import manifest from '../package.json' with { type: 'json' };
import { transcript } from './test-support/mask.ts';
import { command, createSandbox, runCommand, sourceCommand } from './test-support/run-command.ts';
import { runOnTerminal } from './test-support/run-on-terminal.ts';

const sandbox = createSandbox();
afterAll(() => sandbox[Symbol.dispose]());

test('--version prints the version of the package, and nothing else', async () => {
  expect(await runCommand(['--version'], { sandbox })).toEqual({
    stdout: `${manifest.version}\n`,
    stderr: '',
    exitCode: 0,
  });
  const { stdout } = await runCommand(['--version', '--json'], { sandbox });
  expect(JSON.parse(stdout)).toEqual({ schemaVersion: 1, version: manifest.version });
});

test('without a command it prints help, on stdout, and has done what was asked', async () => {
  const bare = await runCommand([], { sandbox });
  const asked = await runCommand(['--help'], { sandbox });
  expect(bare).toEqual(asked);
  expect(bare.exitCode).toBe(0);
  expect(bare.stdout).toContain('Usage: torchrelay <command> [options]');
});

test('the help of a command is the same by each of the three ways', async () => {
  const ways = [
    ['help', 'gc'],
    ['gc', '--help'],
    ['gc', '-h'],
  ];
  const [first, ...others] = await Promise.all(ways.map((way) => runCommand(way, { sandbox })));
  expect(first?.stdout).toContain('Usage: torchrelay gc [options]');
  for (const other of others) expect(other).toEqual(first);
});

test('an unknown command is an error, a blank line and a hint, and exits with 2', async () => {
  expect(transcript(await runCommand(['deplyo'], { sandbox }))).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    error: There is no command "deplyo".

    hint: Did you mean torchrelay deploy?"
  `);
});

test('a mistake is a JSON document too, where one is asked for', async () => {
  const { stdout, stderr, exitCode } = await runCommand(['list', '--jsn', '--json'], { sandbox });
  expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: '' });
  expect(JSON.parse(stdout)).toEqual({
    schemaVersion: 1,
    error: {
      code: 'USAGE',
      message: 'torchrelay list has no option --jsn.',
      hint: 'Did you mean --json?',
      recovery: 'never',
      effect: 'none',
      data: {},
    },
  });
});

test('JSON on a terminal is laid out for reading', async () => {
  const { screen } = await runOnTerminal(['list', '--json'], { sandbox });
  expect(screen).toContain('{\n  "schemaVersion": 1,\n  "deployments": []\n}');
});

test('"error:" and "hint:" are coloured on a terminal alone', async () => {
  const { raw } = await runOnTerminal(['deplyo'], { sandbox });
  expect(raw).toContain('\u001B[31merror:\u001B[39m There is no command');
});

test('help, version and mistakes load neither the SDK nor the reader nor a target', async () => {
  const hooks = join(sandbox.folder, 'hooks.mjs');
  const listing = `import { registerHooks } from 'node:module';
    registerHooks({ load(url, context, next) { console.error(url); return next(url, context); } });`;
  writeFileSync(hooks, listing);
  for (const commandLine of [['--help'], ['deploy', '--help'], ['--version'], ['deplyo']]) {
    const { stderr } = await runCommand(commandLine, {
      sandbox,
      // Its modules have their own names there.
      from: sourceCommand,
      environment: { NODE_OPTIONS: `--import=${hooks}` },
    });
    expect(stderr).toContain('/cli/src/main.ts');
    expect(stderr).not.toMatch(/packages\/(core|torchscript|local)\//);
    expect(stderr).not.toMatch(/\/run\.ts(?<!command-line\/run\.ts)/);
    expect(stderr).not.toContain('node:util');
  }
});

test('a reader that has had enough ends it without an error', async () => {
  const quoted = command.map((word) => `"${word}"`).join(' ');
  const script = `set -o pipefail; ${quoted} deploy --help | head -n 1`;
  const { stdout, stderr } = await promisify(exec)(script, {
    shell: '/bin/bash',
    env: sandbox.environment,
  });
  expect(stdout).toBe('Put a model file to work, and wait until it answers.\n');
  expect(stderr).toBe('');
});
