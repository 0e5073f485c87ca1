import type { parseArgs, ParseArgsConfig } from 'node:util';

import { CommandError } from '../errors/command-error.ts';
import type { Arg, Command } from './command.ts';
import { type Given, readValues } from './read-values.ts';
import { spell, toKebabCase } from './spelling.ts';
import { suggest } from './suggest.ts';
import type { ValueType } from './value-type.ts';

/** What a command line asks for. */
export type Invocation =
  | { readonly kind: 'version' }
  | { readonly kind: 'help'; readonly command: Command | undefined }
  | {
      readonly kind: 'run';
      readonly command: Command;
      readonly values: Readonly<Record<string, unknown>>;
      /** The members of `values` that the command line says; the others have their defaults. */
      readonly said: ReadonlySet<string>;
    };

/** @throws CommandError `USAGE`, with the nearest thing that there is */
export function parseCommandLine(
  commandLine: readonly string[],
  commands: readonly Command[],
): Invocation {
  const at = commandLine.findIndex((part) => !part.startsWith('-'));
  const before = at < 0 ? commandLine : commandLine.slice(0, at);
  if (before.includes('--version') || before.includes('-V')) return { kind: 'version' };
  checkLeading(before);
  const name = commandLine[at];
  if (name === undefined) return { kind: 'help', command: undefined };
  const rest = [...before, ...commandLine.slice(at + 1)];
  if (name === 'help') return helpOn(rest, commands);
  const command = findCommand(name, commands);
  return asksForHelp(rest)
    ? { kind: 'help', command }
    : { kind: 'run', command, ...readValues(command, collect(command, rest)) };
}

const everywhere = ['json', 'help'] as const;

/** Before the command only what every command takes may stand. */
function checkLeading(options: readonly string[]): void {
  const unknown = options.find((option) => !['--help', '-h', '--json'].includes(option));
  if (unknown === undefined) return;
  const nearest = suggest(unknown.replace(/^-+/, ''), ['version', ...everywhere]);
  throw new CommandError({
    message: `There is no option ${unknown} before the command.`,
    hint:
      nearest === undefined
        ? 'Options come after the command: torchrelay deploy model.pt --name NAME'
        : `Did you mean --${nearest}?`,
  });
}

function helpOn(names: readonly string[], commands: readonly Command[]): Invocation {
  const name = names.find((part) => !part.startsWith('-'));
  return { kind: 'help', command: name === undefined ? undefined : findCommand(name, commands) };
}

function findCommand(name: string, commands: readonly Command[]): Command {
  const found = commands.find((command) => command.name === name);
  if (found !== undefined) return found;
  const nearest = suggest(
    name,
    commands.map((command) => command.name),
  );
  throw new CommandError({
    message: `There is no command "${name}".`,
    hint:
      nearest === undefined ? 'See all: torchrelay --help' : `Did you mean torchrelay ${nearest}?`,
  });
}

function asksForHelp(parts: readonly string[]): boolean {
  const end = parts.indexOf('--');
  const options = end < 0 ? parts : parts.slice(0, end);
  return options.includes('--help') || options.includes('-h');
}

function collect(command: Command, commandLine: readonly string[]): Given {
  const options = new Map<string, string[]>();
  const positionals: string[] = [];
  const [own, rest] = splitRest(command, commandLine);
  for (const token of tokenize(command, own)) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const [name, arg] = findOption(command, token);
    if (arg === undefined) continue;
    const text = arg.kind === 'flag' ? noValue(token) : optionText({ token, name, arg });
    options.set(name, [...(options.get(name) ?? []), text]);
  }
  return { positionals, options, rest };
}

/** Of most commands what stands after `--` are places that may begin with a dash. */
function splitRest(
  { args }: Command,
  commandLine: readonly string[],
): readonly [own: readonly string[], rest: readonly string[]] {
  const at = commandLine.indexOf('--');
  const handsOn = Object.values(args).some(({ kind }) => kind === 'rest');
  if (at < 0 || !handsOn) return [commandLine, []];
  return [commandLine.slice(0, at), commandLine.slice(at + 1)];
}

type Token = NonNullable<ReturnType<typeof parseArgs>['tokens']>[number];
type OptionToken = Extract<Token, { kind: 'option' }>;

/** Node splits the line; the messages are ours, so it is told to accept everything. */
function tokenize({ args }: Command, commandLine: readonly string[]): readonly Token[] {
  const options: ParseArgsConfig['options'] = {};
  for (const name of everywhere) options[name] = { type: 'boolean' };
  for (const [name, arg] of Object.entries(args)) {
    if (arg.kind === 'positional' || arg.kind === 'rest') continue;
    const type = arg.kind === 'flag' ? 'boolean' : 'string';
    const short = arg.kind !== 'list' && arg.short !== undefined ? { short: arg.short } : {};
    options[toKebabCase(name)] = { type, ...short };
  }
  // An import of `node:util` would load all that it can do: a fifth of the time that the command takes to start.
  const util = process.getBuiltinModule('node:util');
  return util.parseArgs({
    args: [...commandLine],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  }).tokens;
}

/** Without an `arg` it is an option of every command, which is read elsewhere. */
function findOption(
  command: Command,
  { name: spelling, rawName }: OptionToken,
): readonly [string, Exclude<Arg, { kind: 'positional' | 'rest' }> | undefined] {
  if (everywhere.some((name) => name === spelling)) return [spelling, undefined];
  for (const [name, arg] of Object.entries(command.args)) {
    if (arg.kind === 'positional' || arg.kind === 'rest') continue;
    if (toKebabCase(name) === spelling) return [name, arg];
  }
  throw unknownOption(command, rawName);
}

function unknownOption(command: Command, given: string): CommandError {
  const known = Object.entries(command.args)
    .filter(([, { kind }]) => kind !== 'positional' && kind !== 'rest')
    .map(([name]) => toKebabCase(name));
  const nearest = suggest(given.replace(/^-+/, ''), [...known, ...everywhere]);
  return new CommandError({
    message: `torchrelay ${command.name} has no option ${given}.`,
    hint:
      nearest === undefined
        ? `See its options: torchrelay ${command.name} --help`
        : `Did you mean --${nearest}?`,
  });
}

function noValue({ rawName, value }: OptionToken): string {
  if (value === undefined) return '';
  throw new CommandError({
    message: `${rawName} takes no value, got "${value}".`,
    hint: `Write ${rawName}, or leave it out.`,
  });
}

function optionText({
  token: { rawName, value, inlineValue },
  name,
  arg,
}: {
  readonly token: OptionToken;
  readonly name: string;
  readonly arg: Arg & { readonly value: ValueType<unknown> };
}): string {
  const isNextOption = inlineValue === false && value !== undefined && /^-./.test(value);
  if (value !== undefined && !isNextOption) return value;
  throw new CommandError({
    message: `${rawName} needs a value: ${arg.value.expects}.`,
    hint: `Write ${spell(name, arg)}${isNextOption ? `, or ${rawName}=${value} if you mean that` : ''}.`,
  });
}
