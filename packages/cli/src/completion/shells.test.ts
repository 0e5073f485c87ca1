import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { command, createSandbox, runCommand } from '../test-support/run-command.ts';
import { servingPython } from '../test-support/serving-python.ts';

const sandbox = createSandbox();
const terminal = fileURLToPath(new URL('../test-support/terminal.py', import.meta.url));
const has = (shell: string): boolean => spawnSync(shell, ['--version']).error === undefined;

beforeAll(async () => {
  const folder = join(sandbox.folder, 'bin');
  mkdirSync(folder);
  const installed = join(folder, 'torchrelay');
  const run = `exec ${command.join(' ')} "$@"`;
  writeFileSync(installed, `#!/bin/sh\n${run}\n`);
  chmodSync(installed, 0o755);
  sandbox.environment['PATH'] = [folder, process.env['PATH']].join(delimiter);
  const code = 'export default { deployments: { adder: { model: "a.pt", target: "nowhere" } } };';
  writeFileSync(join(sandbox.folder, 'torchrelay.config.mjs'), code);
  // Any command that reads the config keeps its names: this one then fails for its target.
  await runCommand(['status'], { sandbox });
});
afterAll(() => sandbox[Symbol.dispose]());

/** What a terminal shows of an interactive shell in which keys are pressed when a pattern appears. */
function type(shell: readonly string[], answers: readonly (readonly [string, string])[]): string {
  const raw = execFileSync(servingPython(), [terminal, JSON.stringify(answers), ...shell], {
    cwd: sandbox.folder,
    env: { ...sandbox.environment, TERM: 'dumb', PS1: '$ ' },
    encoding: 'utf8',
    timeout: 40_000,
  });
  // oxlint-disable-next-line no-control-regex -- what a backspace takes back
  return stripVTControlCharacters(raw.replaceAll(/.\u0008/g, ''));
}

const keys = (shell: string): (readonly [string, string])[] => [
  ['[#%$] ', `eval "$(torchrelay completion ${shell})"; echo lo''aded\r`],
  ['loaded', 'torchrelay destr\t'],
  ['torchrelay destroy ', '\t'],
  ['adder ', '--stag\t'],
  ['--stage ', '\u0015exit\r'],
];

test('in bash, Tab completes commands, names of the config file, and options', () => {
  const shown = type(['bash', '--norc', '--noprofile', '-i'], keys('bash'));
  expect(shown).toContain('torchrelay destroy adder --stage ');
});

test.skipIf(!has('zsh'))('in zsh, where it is installed, Tab completes the same', () => {
  const shown = type(['zsh', '-f', '-i'], keys('zsh'));
  expect(shown).toContain('torchrelay destroy adder --stage ');
});

test.skipIf(!has('fish'))('in fish, where it is installed, the same is completed', () => {
  const ask = ['destr', 'destroy ', 'destroy adder --stag'].map(
    (line) => `complete -C 'torchrelay ${line}'`,
  );
  const script = ['torchrelay completion fish | source', ...ask].join('; ');
  const shown = execFileSync('fish', ['--no-config', '-c', script], {
    cwd: sandbox.folder,
    env: sandbox.environment,
    encoding: 'utf8',
  });
  expect(shown.split('\n').map((line) => line.split('\t')[0])).toEqual([
    'destroy',
    'adder',
    '--stage',
    '',
  ]);
});

test('pressing Tab runs no code of the folder', async () => {
  const code = 'console.log("ran"); export default { deployments: { other: {} } };';
  writeFileSync(join(sandbox.folder, 'torchrelay.config.mjs'), code);
  const { stdout } = await runCommand(['completion', 'bash', '--', 'status', '.'], { sandbox });
  expect(stdout).toBe('adder\n');
});
