import type { Arg, Command } from '../../../packages/cli/src/command-line/command.ts';
import { prose } from '../markdown/prose.ts';
import { spell, usageOf } from '../../../packages/cli/src/command-line/spelling.ts';

/** All commands from their definitions, which the parser reads too. */
export function commandPage(commands: readonly Command[]): string {
  return [...head, ...commands.flatMap(describeCommand), ...exitCodes].join('\n');
}

function describeCommand(command: Command): string[] {
  const { name, summary, details, args, examples } = command;
  const entries = Object.entries(args);
  return [
    `## ${name}`,
    '',
    `${prose(summary)}.`,
    '',
    ...(details === undefined ? [] : [prose(details), '']),
    '```text',
    usageOf(command),
    '```',
    '',
    ...(entries.length === 0 ? [] : [...argumentTable(entries), '']),
    '```sh',
    ...examples.flatMap(({ does, run }) => [`# ${does}`, run]),
    '```',
    '',
  ];
}

function argumentTable(entries: readonly (readonly [string, Arg])[]): string[] {
  return [
    '| argument | does |',
    '| --- | --- |',
    ...entries.map(([name, arg]) => `| \`${spelling(name, arg)}\` | ${cell(meaning(arg))} |`),
  ];
}

function spelling(name: string, arg: Arg): string {
  const letter = arg.kind === 'flag' || arg.kind === 'option' ? arg.short : undefined;
  return (letter === undefined ? '' : `-${letter}, `) + spell(name, arg);
}

function meaning(arg: Arg): string {
  const given = 'default' in arg ? arg.default : undefined;
  const notes = [
    ...(arg.kind === 'list' ? ['as often as wanted'] : []),
    ...(given === undefined
      ? []
      : [`\`${typeof given === 'string' ? given : JSON.stringify(given)}\` by default`]),
  ];
  return prose(arg.summary) + (notes.length === 0 ? '' : ` (${notes.join(', ')})`);
}

/** A bar would end the cell, in code too. */
function cell(text: string): string {
  return text.replaceAll('|', String.raw`\|`);
}

const head = [
  '<!-- Made by `npm run docs:write` from the definitions in packages/cli/src/commands: change them there. -->',
  '',
  '# Commands',
  '',
  'Every command also takes `--json`, which prints one JSON document on stdout, errors too, and `--help`. The result goes to',
  'stdout; progress, questions and hints go to stderr. `NO_COLOR` is honoured. What would be typed each time can stand in a',
  '[config file](config.md); what a script needs has [its page](../scripts.md).',
  '',
];

const exitCodes = [
  '## Exit codes',
  '',
  '| code | means |',
  '| --- | --- |',
  ...[
    [0, 'done'],
    [1, 'failed'],
    [2, 'a mistake in the command line or the config file; or nobody was there to agree to a cost'],
    [3, 'not signed in, or not allowed'],
    [4, 'no quota, no capacity, or nothing that fits'],
    [5, 'failed, and what served before serves again'],
    [6, 'the gate of a pipeline was not passed'],
    [7, 'changes are pending (`plan --exit-code` alone)'],
    [130, 'interrupted: the waiting ended; what goes on is said'],
  ].map(([code, text]) => `| ${code} | ${text} |`),
  '',
];
