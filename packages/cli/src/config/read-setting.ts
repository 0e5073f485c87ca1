import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';

import type { Arg } from '../command-line/command.ts';
import type { ValueType } from '../command-line/value-type.ts';
import { CommandError } from '../errors/command-error.ts';

interface Reading {
  readonly arg: Arg;
  /** As it stands in the config file. */
  readonly value: unknown;
  /** Where it stands there, for people: `deployments.resnet50.ttl in torchrelay.config.ts`. */
  readonly at: string;
  /** Where the config file is. */
  readonly folder: string;
}

/** The value that the same would have on the command line. */
export function readSetting(reading: Reading): unknown {
  const { arg, value } = reading;
  if (arg.kind === 'flag') return isSwitch(value) ? value : refuse(reading, 'true or false');
  if (arg.kind === 'rest') return rest(reading);
  if (arg.kind === 'list') {
    const texts = textsOf(value) ?? refuse(reading, 'texts, or values by name');
    return texts.map((text) => parse(reading, arg.value, text));
  }
  const text = textOf(value) ?? refuse(reading, arg.value.expects);
  return parse(reading, arg.value, text);
}

function isSwitch(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

function rest(reading: Reading): readonly string[] {
  const { value } = reading;
  const texts = Array.isArray(value) ? value.map((each: unknown) => textOf(each)) : [undefined];
  return texts.map((text) => text ?? refuse(reading, 'a list of texts'));
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** One, several, or `NAME=VALUE` of each member. */
function textsOf(value: unknown): readonly string[] | undefined {
  const one = textOf(value);
  if (one !== undefined) return [one];
  if (Array.isArray(value)) {
    const texts = value.map((each: unknown) => textOf(each));
    return texts.every((text) => text !== undefined) ? texts : undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).map(
    ([name, each]) => `${name}=${textOf(each) ?? JSON.stringify(each)}`,
  );
}

function parse(reading: Reading, type: ValueType<unknown>, text: string): unknown {
  const found = type.parse(fromFolder(text, type, reading.folder));
  return found ?? refuse(reading, type.expects, text);
}

/** Paths in a config file start where the file is: `./model.pt`, `module:./target.ts`, `x=@x.npy`. */
function fromFolder(text: string, { isPath }: ValueType<unknown>, folder: string): string {
  const [, before = '', path = ''] = /^((?:[^=/]+=)?(?:@|module:)?)(.*)$/s.exec(text) ?? [];
  const isMarked = before.endsWith('module:') || /^\.\.?(?:\/|$)/.test(path);
  const isFile = before.endsWith('@') && existsSync(resolve(folder, path));
  const isPlain = isPath === true && before === '' && !/^[a-z][a-z0-9+.-]+:/i.test(path);
  return isMarked || isFile || isPlain ? before + seenFromHere(resolve(folder, path)) : text;
}

/** As short as it can be said, since people will read it. */
function seenFromHere(path: string): string {
  const short = relative(process.cwd(), path);
  if (short === '') return '.';
  return short.startsWith('..') ? path : `./${short}`;
}

function refuse({ at, value }: Reading, expects: string, text?: string): never {
  throw new CommandError({
    code: 'CONFIG_INVALID',
    message: `${at} expects ${expects}, got ${JSON.stringify(text ?? value)}.`,
    hint: 'The keys are those of the options: torchrelay deploy --help, torchrelay train --help',
  });
}
