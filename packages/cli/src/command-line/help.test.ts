import { stripVTControlCharacters } from 'node:util';

import { expect, test } from 'vitest';

import { commands } from '../commands/index.ts';
import { createStyle } from '../output/style.ts';
import { commandHelp, overviewHelp } from './help.ts';
import { parseCommandLine } from './parse.ts';

const page = { style: createStyle({ isColoured: false }), columns: 80 };
const pages = commands.map((command) => ({ name: command.name, command }));

test('the overview names every command in one line each', () => {
  expect(overviewHelp(commands, page).join('\n')).toMatchInlineSnapshot(`
    "A TorchScript file goes in, a working endpoint comes out.

    Usage: torchrelay <command> [options]

    Commands:
      init        Write a config file for the models of this folder
      inspect     Show what is in a model file
      adapt       Make a model servable that returns or takes what the engine does
                  not carry
      gpus        List the GPUs that can be rented, with their prices
      estimate    Estimate what training a transformer takes: memory, days, dollars
      plan        Show what deploy would do, and change nothing
      deploy      Put a model file to work, and wait until it answers
      train       Train a model with a PyTorch script, and follow it to its end
      pipeline    Train a model, judge it, and deploy it where it passes
      predict     Ask a deployed model
      client      Write a typed TypeScript client from a model's signature
      list        List what is deployed, half-made things included; or the training
                  jobs
      status      Show the state of one deployment, or training job
      logs        Print what the servers of a deployment wrote, or the nodes of a
                  job
      metrics     Show requests, errors, latency and utilisation over time
      scale       Change on how many instances a deployment serves
      stop        Stop a training job; trained again, it goes on from its
                  checkpoints
      history     List the releases of a deployment
      rollback    Bring an earlier release back
      destroy     Remove a deployment and everything that belongs to it
      gc          Remove what nobody will come back to
      doctor      Check this machine, and say how to mend what is missing
      completion  Print a script that lets a shell complete commands, options and
                  names

    Options:
          --json     Print one JSON document, errors too
      -h, --help     Print help
      -V, --version  Print the version

    What an option does not say may be said by a variable (TORCHRELAY_TARGET), then
    by the stage and by the rest of torchrelay.config.ts: torchrelay init writes
    one.

    More on one, with examples: torchrelay <command> --help"
  `);
});

test.each(pages)('the help of $name is as it was last looked at', ({ command }) => {
  expect(commandHelp(command, page).join('\n')).toMatchSnapshot();
});

test('on a terminal the same has headings in bold, and comments dimmed', () => {
  const style = createStyle({ isColoured: true });
  for (const { command } of pages) {
    const lines = commandHelp(command, { ...page, style });
    const plain = commandHelp(command, page);
    expect(lines.map((line) => stripVTControlCharacters(line))).toEqual(plain);
    expect(lines.join('\n')).toContain('\u001B[1mUsage:\u001B[22m');
  }
});

test.each(pages)('the help of $name fits 80 columns', ({ command }) => {
  const tooLong = commandHelp(command, page).filter((line) => line.length > 80);
  expect(tooLong.filter((line) => !line.startsWith('  torchrelay'))).toEqual([]);
});

test.each(pages)(
  'every example in the help of $name is one that the command takes',
  ({ command }) => {
    expect(command.examples.length).toBeGreaterThan(0);
    for (const { run } of command.examples) {
      const [, ...words] = shellWords(run.split(' | ')[0] ?? '');
      expect(parseCommandLine(words, commands)).toMatchObject({ kind: 'run', command });
    }
  },
);

test.each(pages)(
  '$name and its arguments are summed up in one line without a full stop',
  ({ command }) => {
    const summaries = [
      command.summary,
      ...Object.values(command.args).map(({ summary }) => summary),
    ];
    for (const summary of summaries) expect(summary).toMatch(/^[A-Z].*[^.]$/);
  },
);

test('a page shows usage, arguments, options, defaults and examples', () => {
  const inspect = commands.find(({ name }) => name === 'inspect');
  expect(inspect && commandHelp(inspect, page).join('\n')).toMatchInlineSnapshot(`
    "Show what is in a model file.

    Reads the directory, the pickles and the code of the file, never the weights,
    and executes nothing of it: it takes milliseconds whatever the size, and needs
    no Python.

    Usage: torchrelay inspect <file> [options]

    Arguments:
      <file>  A model file: its path, or its address in Blob storage

    Options:
          --depth N  How many levels of modules to show (default: 2)
          --tensors  List every tensor
          --json     Print one JSON document, errors too
      -h, --help     Print help

    Examples:
      # What is in it
      torchrelay inspect resnet50.pt
      # Every module and every tensor
      torchrelay inspect resnet50.pt --depth 9 --tensors
      # One in Azure, of which little is read
      torchrelay inspect https://account.blob.core.windows.net/models/resnet50.pt
      # The names of its inputs
      torchrelay inspect resnet50.pt --json | jq '.methods[0].arguments[].name'"
  `);
});

/** Enough of a shell for the examples. */
function shellWords(line: string): string[] {
  return Array.from(line.matchAll(/'([^']*)'|(\S+)/g), ([, quoted, bare]) => quoted ?? bare ?? '');
}
