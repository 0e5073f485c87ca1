import type { Arg, Command } from '../command-line/command.ts';
import { toKebabCase } from '../command-line/spelling.ts';
import type { ValueType } from '../command-line/value-type.ts';
import { configKeyOf } from '../config/entry-args.ts';
import { targets } from '../targets/registry.ts';
import type { ConfigNames } from './config-names.ts';

/** One way on from what is typed. */
export interface Candidate {
  readonly word: string;
  readonly summary?: string;
}

/** What a line may go on with; `files` leaves it to the shell. */
export type Completion = readonly Candidate[] | 'files';

interface Line {
  /** After `torchrelay`; the last one is being typed. */
  readonly words: readonly string[];
  readonly commands: readonly Command[];
  readonly names: ConfigNames;
}

export function complete({ words, commands, names }: Line): Completion {
  const before = joinEquals(words.slice(0, -1));
  const current = words.at(-1) === '=' ? '' : (words.at(-1) ?? '');
  const at = before.findIndex((word) => !word.startsWith('-'));
  const name = before[at];
  if (name === undefined) return starting(first(current, commands), current);
  if (name === 'help') return starting(commandCandidates(commands), current);
  const command = commands.find((each) => each.name === name);
  if (command === undefined) return [];
  return completeArgument({ command, before: before.slice(at + 1), current, names });
}

/** Bash takes `--name=VALUE` for three words. What is whole becomes one again; what is being typed has its option. */
function joinEquals(words: readonly string[]): readonly string[] {
  const joined = words.join('\n').replaceAll('\n=\n', '=').replace(/\n=$/, '');
  return joined === '' ? [] : joined.split('\n');
}

const everywhere: readonly Candidate[] = [
  { word: '--json', summary: 'Print one JSON document, errors too' },
  { word: '--help', summary: 'Print help' },
];

function first(current: string, commands: readonly Command[]): readonly Candidate[] {
  return current.startsWith('-')
    ? [...everywhere, { word: '--version', summary: 'Print the version' }]
    : [...commandCandidates(commands), { word: 'help', summary: 'Print help' }];
}

function commandCandidates(commands: readonly Command[]): readonly Candidate[] {
  return commands.map(({ name, summary }) => ({ word: name, summary }));
}

interface Typing {
  readonly command: Command;
  /** After the command, whole. */
  readonly before: readonly string[];
  readonly current: string;
  readonly names: ConfigNames;
}

function completeArgument(typing: Typing): Completion {
  const { command, before, current, names } = typing;
  // What is handed on is another program's.
  if (before.includes('--')) return 'files';
  const waiting = optionOf(command, before.at(-1));
  if (waiting !== undefined) return valueOf({ ...waiting, command, before, current, names });
  const [, option, value] = /^(--[^=]+)=(.*)$/s.exec(current) ?? [];
  const inline = optionOf(command, option);
  if (inline !== undefined && value !== undefined) {
    const found = valueOf({ ...inline, command, before, current: value, names });
    return found === 'files'
      ? found
      : found.map((each) => ({ ...each, word: `${option}=${each.word}` }));
  }
  return current.startsWith('-') ? starting(optionsLeft(typing), current) : placed(typing);
}

type Valued = Arg & { readonly value: ValueType<unknown> };

/** The option of that spelling, if a value follows it. */
function optionOf(
  { args }: Command,
  spelling: string | undefined,
): { readonly name: string; readonly arg: Valued } | undefined {
  for (const [name, arg] of Object.entries(args)) {
    if (arg.kind !== 'option' && arg.kind !== 'list') continue;
    const short = arg.kind === 'option' && arg.short !== undefined ? `-${arg.short}` : undefined;
    if (spelling === `--${toKebabCase(name)}` || (short && spelling === short))
      return { name, arg };
  }
  return undefined;
}

function optionsLeft({ command, before }: Typing): readonly Candidate[] {
  const own = Object.entries(command.args).flatMap(([name, arg]) => {
    const word = `--${toKebabCase(name)}`;
    const isTaken = arg.kind !== 'list' && before.some((each) => each.split('=')[0] === word);
    return arg.kind === 'positional' || arg.kind === 'rest' || isTaken
      ? []
      : [{ word, summary: arg.summary }];
  });
  return [...own, ...everywhere.filter(({ word }) => !before.includes(word))];
}

/** What stands without an option, by its place. */
function placed({ command, before, current, names }: Typing): Completion {
  const taken = before.filter(
    (word, index) => !word.startsWith('-') && optionOf(command, before[index - 1]) === undefined,
  );
  const places = Object.entries(command.args).filter(([, { kind }]) => kind === 'positional');
  const next = places[taken.length];
  if (next === undefined) return [];
  const [name, arg] = next;
  if (arg.kind !== 'positional') return [];
  return valueOf({ name, arg, command, before, current, names });
}

function valueOf({
  name,
  arg,
  command,
  before,
  current,
  names,
}: Typing & { readonly name: string; readonly arg: Valued }): Completion {
  const words = wordsFor({ name, arg, command, before, names });
  const found = starting(words, current);
  return found.length === 0 && arg.value.isPath === true ? 'files' : found;
}

function wordsFor({
  name,
  arg,
  command: { config },
  before,
  names,
}: Omit<Typing, 'current'> & {
  readonly name: string;
  readonly arg: Valued;
}): readonly Candidate[] {
  const { choices } = arg.value;
  if (choices !== undefined) return choices.map((word) => ({ word }));
  const key = configKeyOf(name, arg);
  if (key === 'target' || key === 'trainedOn') {
    return targets.map(({ usage, summary }) => ({ word: usage.replace(/[A-Z].*$/, ''), summary }));
  }
  if (key === 'stage') return names.stages.map((word) => ({ word, summary: 'stage' }));
  const isNamed = key === 'name' || arg.kind === 'positional';
  if (config === undefined || !isNamed) return [];
  const kind = before.includes('--job') ? 'jobs' : config.of;
  return names[kind].map((word) => ({ word, summary: 'in the config file' }));
}

function starting(candidates: readonly Candidate[], current: string): readonly Candidate[] {
  return candidates.filter(({ word }) => word.startsWith(current));
}
