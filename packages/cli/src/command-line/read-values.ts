import { CommandError } from '../errors/command-error.ts';
import type { Arg, Command, PositionalArg } from './command.ts';
import { spell, toKebabCase, usageOf } from './spelling.ts';
import type { ValueType } from './value-type.ts';

/** The texts of a command line, sorted by what they are for. */
export interface Given {
  readonly positionals: readonly string[];
  /** What stands after `--`, where the command hands it on. */
  readonly rest: readonly string[];
  /** Texts by member name, in their order; a flag has an empty one. */
  readonly options: ReadonlyMap<string, readonly string[]>;
}

type Values = Record<string, unknown>;

/** What the texts mean; what a command line may leave to the config file is `undefined` where it does. */
export function readValues(
  command: Command,
  given: Given,
): { readonly values: Values; readonly said: ReadonlySet<string> } {
  const entries = Object.entries(command.args);
  const count = placesTaken(command, given.positionals);
  checkPlaces(command, given.positionals);
  const [places, bare] = [given.positionals.slice(0, count), given.positionals.slice(count)];
  const said = new Set<string>();
  const values = entries.map(([name, arg]) => {
    const texts = textsOf({ name, arg, given, places, bare });
    if (texts.length > 0) said.add(name);
    if (arg.kind === 'rest') return [name, texts];
    return [name, valueOf({ command, name, arg, texts })];
  });
  return { values: Object.fromEntries(values), said };
}

function textsOf({
  name,
  arg,
  given,
  places,
  bare,
}: {
  readonly name: string;
  readonly arg: Arg;
  readonly given: Given;
  readonly places: string[];
  readonly bare: readonly string[];
}): readonly string[] {
  if (arg.kind === 'rest') return given.rest;
  if (arg.kind === 'positional') return places.splice(0, 1);
  const more = arg.kind === 'list' && arg.isBare === true ? bare : [];
  return [...(given.options.get(name) ?? []), ...more];
}

/** `predict x=zeros` where the config file has the name: what has a `=` is none. */
function placesTaken(command: Command, positionals: readonly string[]): number {
  const count = placesOf(command).length;
  const isConfigured = placesOf(command).some(([, arg]) => mayBeLeftOut(arg));
  const leavesOut = isConfigured && takesBare(command) && positionals[0]?.includes('=');
  return leavesOut === true ? count - 1 : count;
}

type Place = readonly [name: string, arg: PositionalArg<unknown>];

export function placesOf({ args }: Command): readonly Place[] {
  return Object.entries(args).flatMap(([name, arg]) =>
    arg.kind === 'positional' ? [[name, arg] as const] : [],
  );
}

function takesBare({ args }: Command): boolean {
  return Object.values(args).some((arg) => arg.kind === 'list' && arg.isBare === true);
}

function checkPlaces(command: Command, positionals: readonly string[]): void {
  const places = placesOf(command);
  const missing = places[positionals.length];
  if (missing !== undefined && !mayBeLeftOut(missing[1])) throw missingPlace(command, missing);
  const extra = positionals[places.length];
  if (extra === undefined || takesBare(command)) return;
  throw new CommandError({
    message: `There is no place for the argument "${extra}".`,
    hint: `Usage: ${usageOf(command)}`,
  });
}

export function missingPlace(
  command: Command,
  [, { value }]: Place,
  hint: string = `Usage: ${usageOf(command)}`,
): CommandError {
  return new CommandError({
    message: `torchrelay ${command.name} needs <${value.placeholder}>.`,
    hint,
  });
}

function mayBeLeftOut(arg: PositionalArg<unknown>): boolean {
  return arg.default !== undefined || arg.isConfigured === true;
}

interface Reading {
  readonly command: Command;
  readonly name: string;
  readonly arg: Exclude<Arg, { kind: 'rest' }>;
  readonly texts: readonly string[];
}

function valueOf(reading: Reading): unknown {
  const { name, arg, texts } = reading;
  if (arg.kind === 'flag') return texts.length > 0;
  if (arg.kind === 'list') return texts.map((text) => parseText(reading, arg.value, text));
  const [text, second] = texts;
  if (second !== undefined) {
    throw new CommandError({
      message: `--${toKebabCase(name)} is given twice: "${text}" and "${second}".`,
      hint: 'Give it once.',
    });
  }
  if (text !== undefined) return parseText(reading, arg.value, text);
  return arg.default;
}

function parseText(
  { command, name, arg }: Reading,
  type: ValueType<unknown>,
  text: string,
): unknown {
  const value = type.parse(text);
  if (value !== undefined) return value;
  const label = arg.kind === 'positional' ? spell(name, arg) : `--${toKebabCase(name)}`;
  throw new CommandError({
    message: `${label} expects ${type.expects}, got "${text}".`,
    hint: `See its options: torchrelay ${command.name} --help`,
  });
}
