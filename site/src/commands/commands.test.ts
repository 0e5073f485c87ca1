import { expect, test } from 'vitest';
import { commands } from '../../../packages/cli/src/commands/index.ts';
import { defineCommand } from '../../../packages/cli/src/command-line/command.ts';
import { text } from '../../../packages/cli/src/command-line/value-type.ts';
import { exitCodes } from '../../../packages/cli/src/errors/exit-code.ts';
import { commandPage } from './command-page.ts';

test('the page of the commands is what their definitions give: write it anew with npm run docs:write', async () => {
  await expect(commandPage(commands)).toMatchFileSnapshot('../../../docs/reference/commands.md');
});

test('a command is shown with its arguments, letters, defaults and examples', () => {
  const command = defineCommand<{
    readonly file: string;
    readonly out: string;
    readonly all: boolean;
  }>({
    name: 'copy',
    summary: 'Copy <one> file',
    args: {
      file: { kind: 'positional', summary: 'Which', value: text('file') },
      out: { kind: 'option', short: 'o', summary: 'a | b', value: text('FILE'), default: 'x' },
      all: { kind: 'flag', summary: 'More' },
    },
    examples: [{ does: 'One', run: 'torchrelay copy a.pt' }],
    handler: () => Promise.reject(new Error('It is not run here.')),
  });
  const page = commandPage([command]);
  expect(page).toContain('## copy\n\nCopy \\<one> file.\n');
  expect(page).toContain('torchrelay copy <file> [options]');
  expect(page).toContain('| `-o, --out FILE` | a \\| b (`x` by default) |');
  expect(page).toContain('| `--all` | More |');
  expect(page).toContain('```sh\n# One\ntorchrelay copy a.pt\n```');
});

test('every exit code stands on the page', () => {
  const page = commandPage([]);
  for (const code of Object.values(exitCodes))
    expect(page).toMatch(new RegExp(`^\\| ${code} \\| `, 'm'));
});
