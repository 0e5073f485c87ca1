import { afterAll, expect, test } from 'vitest';

import { commands } from '../commands/index.ts';
import { mask, transcript } from '../test-support/mask.ts';
import { createSandbox, runCommand, type Sandbox } from '../test-support/run-command.ts';
import { runOnTerminal } from '../test-support/run-on-terminal.ts';
import { servingPython } from '../test-support/serving-python.ts';
import { fillFolder, type Situation, situations } from '../test-support/situations.ts';

/** A folder for each run: nothing is there of the one before. */
const sandboxes = new DisposableStack();
afterAll(() => sandboxes.dispose());

test('every command has a transcript', () => {
  expect(Object.keys(situations)).toEqual(commands.map(({ name }) => name));
});

test.for(Object.entries(situations))(
  '%s prints what it is known to print, on a terminal and not',
  async ([name, situation]) => {
    const [piped, screen] = await Promise.all([seenPiped(situation), seenOnTerminal(situation)]);
    const shown = `$ torchrelay ${situation.type.join(' ')}`;
    const text = `${shown}\n${piped}\n\n${shown}  # on a terminal of 80 columns\n${screen}\n`;
    await expect(text).toMatchFileSnapshot(`__snapshots__/${name}.txt`);
  },
);

async function seenPiped(situation: Situation): Promise<string> {
  const sandbox = await prepared(situation);
  const { type, environment = {}, answers } = situation;
  const agreed = answers === undefined ? type : [...type, '--yes'];
  const { stdout, stderr, exitCode } = await runCommand(agreed, { sandbox, environment });
  const result = { stdout: steady(stdout), stderr: steady(stderr), exitCode };
  return transcript(result, sandbox.folder);
}

async function seenOnTerminal(situation: Situation): Promise<string> {
  const sandbox = await prepared(situation);
  const { screen, exitCode } = await runOnTerminal(situation.type, { ...situation, sandbox });
  expect(fromOthers.has(situation.type[0]) ? [] : tooLong(screen)).toEqual([]);
  return `${mask(steady(screen), sandbox.folder).trimEnd()}\nexit ${exitCode}`;
}

/** What they print is not ours to break. */
const fromOthers = new Set<string | undefined>(['completion', 'logs']);

/** What is to be pasted stays whole, and so do paths of this machine. */
function tooLong(screen: string): readonly string[] {
  const lines = screen.split('\n').filter((line) => line.length > 80);
  const whole = /^ {2}(torchrelay|curl) |torchrelay-cli-/;
  return lines.filter((line) => !whole.test(line) && !line.includes(servingPython()));
}

async function prepared({ fill, before = [], environment = {} }: Situation): Promise<Sandbox> {
  const sandbox = sandboxes.use(createSandbox());
  fillFolder(sandbox.folder);
  fill?.(sandbox.folder);
  for (const each of before) await runCommand(each, { sandbox, environment });
  return sandbox;
}

/** What {@link mask} leaves: moments that a quick machine does not see, and what this machine has. */
function steady(text: string): string {
  return text
    .replaceAll(/^ {2}attempt \d (starting|running|stopping.*)\n|^ {2}create job .*started\n/gm, '')
    .replaceAll(/\(made up,[^)]*\)/g, '(<age>)')
    .replaceAll(/\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?!:)/g, '<minute>')
    .replaceAll(/,\s+\S+ [kMGT]B free.*/g, ', <room> free')
    .replaceAll(/(?<=PyTorch {2}).*(\n {12}.*)*/g, '<version>, <python>')
    .replaceAll(/(?<=Node {5})\d.*/g, '<version>');
}
