import { expect, test } from 'vitest';

import { CommandError } from '../errors/command-error.ts';
import { type Command, defineCommand } from './command.ts';
import { parseCommandLine } from './parse.ts';
import { usageOf } from './spelling.ts';
import { assignment, oneOf, text, wholeNumber } from './value-type.ts';

interface BakeValues {
  readonly recipe: string;
  readonly maxLayers: number;
  readonly oven: 'gas' | 'wood' | undefined;
  readonly add: readonly (readonly [string, string])[];
  readonly quietly: boolean;
}

const bake: Command = defineCommand<BakeValues>({
  name: 'bake',
  summary: 'Bake a cake',
  args: {
    recipe: { kind: 'positional', summary: 'Which', value: text('recipe') },
    maxLayers: {
      kind: 'option',
      summary: 'How many',
      value: wholeNumber('N', { from: 1 }),
      default: 3,
    },
    oven: {
      kind: 'option',
      short: 'o',
      summary: 'Which oven',
      value: oneOf('OVEN', ['gas', 'wood']),
    },
    add: { kind: 'list', summary: 'More', value: assignment('WHAT=HOW', 'what and how much') },
    quietly: { kind: 'flag', short: 'q', summary: 'No noise' },
  },
  examples: [],
  handler: async () => ({ run: async () => undefined }),
});
const eat: Command = defineCommand<object>({
  name: 'eat',
  summary: 'Eat it',
  args: {},
  examples: [],
  handler: async () => ({ run: async () => undefined }),
});
const drink: Command = defineCommand<{ what: string }>({
  name: 'drink',
  summary: 'Drink it',
  args: { what: { kind: 'positional', summary: 'What', value: text('what'), default: 'tea' } },
  examples: [],
  handler: async () => ({ run: async () => undefined }),
});
const mix: Command = defineCommand<{ bowl: string; add: BakeValues['add'] }>({
  name: 'mix',
  summary: 'Mix it',
  args: {
    bowl: { kind: 'positional', summary: 'Where', value: text('bowl') },
    add: {
      kind: 'list',
      summary: 'What',
      isBare: true,
      value: assignment('WHAT=HOW', 'what and how much'),
    },
  },
  examples: [],
  handler: async () => ({ run: async () => undefined }),
});
const commands = [bake, eat, drink, mix];

function parse(line: string): unknown {
  const invocation = parseCommandLine(line.split(' ').filter(Boolean), commands);
  return invocation.kind === 'run'
    ? { command: invocation.command.name, ...invocation.values }
    : { kind: invocation.kind, ...('command' in invocation && { of: invocation.command?.name }) };
}

function refusal(line: string): string {
  try {
    parse(line);
  } catch (error) {
    if (error instanceof CommandError) return `${error.code}: ${error.message} | ${error.hint}`;
    throw error;
  }
  throw new Error(`"${line}" was accepted`);
}

test('an argument that is not given has its default, or nothing', () => {
  expect(parse('bake tart')).toEqual({
    command: 'bake',
    recipe: 'tart',
    maxLayers: 3,
    oven: undefined,
    add: [],
    quietly: false,
  });
});

test('options come in any order, with a space or with =, lists as often as wanted', () => {
  expect(parse('bake --add egg=2 --max-layers=5 tart -q --oven wood --add oil=a=b')).toEqual({
    command: 'bake',
    recipe: 'tart',
    maxLayers: 5,
    oven: 'wood',
    add: [
      ['egg', '2'],
      ['oil', 'a=b'],
    ],
    quietly: true,
  });
});

test('what follows -- is no option, however it looks', () => {
  expect(parse('bake -- --quietly')).toMatchObject({ recipe: '--quietly', quietly: false });
});

test('--json may stand before and after the command, and is no value of it', () => {
  expect(parse('--json eat')).toEqual({ command: 'eat' });
  expect(parse('eat --json')).toEqual({ command: 'eat' });
});

test.each([
  ['', { kind: 'help', of: undefined }],
  ['--help', { kind: 'help', of: undefined }],
  ['-h', { kind: 'help', of: undefined }],
  ['help', { kind: 'help', of: undefined }],
  ['help bake', { kind: 'help', of: 'bake' }],
  ['bake --help', { kind: 'help', of: 'bake' }],
  ['--help bake', { kind: 'help', of: 'bake' }],
  ['bake --nonsense -h', { kind: 'help', of: 'bake' }],
  ['--version', { kind: 'version' }],
  ['-V', { kind: 'version' }],
])('help and version are answered before anything is checked: "%s"', (line, expected) => {
  expect(parse(line)).toEqual(expected);
});

test.each([
  ['bkae tart', 'USAGE: There is no command "bkae". | Did you mean torchrelay bake?'],
  ['frobnicate', 'USAGE: There is no command "frobnicate". | See all: torchrelay --help'],
  ['help bkae', 'USAGE: There is no command "bkae". | Did you mean torchrelay bake?'],
  [
    '--verison',
    'USAGE: There is no option --verison before the command. | Did you mean --version?',
  ],
  [
    'bake tart --max-layer 2',
    'USAGE: torchrelay bake has no option --max-layer. | Did you mean --max-layers?',
  ],
  ['bake tart --jsn', 'USAGE: torchrelay bake has no option --jsn. | Did you mean --json?'],
  [
    'bake tart -x',
    'USAGE: torchrelay bake has no option -x. | See its options: torchrelay bake --help',
  ],
  ['bake', 'USAGE: torchrelay bake needs <recipe>. | Usage: torchrelay bake <recipe> [options]'],
  [
    'bake tart pie',
    'USAGE: There is no place for the argument "pie". | Usage: torchrelay bake <recipe> [options]',
  ],
  ['eat pie', 'USAGE: There is no place for the argument "pie". | Usage: torchrelay eat [options]'],
  [
    'bake tart --max-layers',
    'USAGE: --max-layers needs a value: a whole number from 1. | Write --max-layers N.',
  ],
  [
    'bake tart --max-layers --quietly',
    'USAGE: --max-layers needs a value: a whole number from 1. | Write --max-layers N, or --max-layers=--quietly if you mean that.',
  ],
  [
    'bake tart --max-layers 0',
    'USAGE: --max-layers expects a whole number from 1, got "0". | See its options: torchrelay bake --help',
  ],
  [
    'bake tart --oven coal',
    'USAGE: --oven expects one of gas, wood, got "coal". | See its options: torchrelay bake --help',
  ],
  [
    'bake tart --oven gas --oven wood',
    'USAGE: --oven is given twice: "gas" and "wood". | Give it once.',
  ],
  [
    'bake tart --add egg',
    'USAGE: --add expects what and how much, got "egg". | See its options: torchrelay bake --help',
  ],
  [
    'bake tart --quietly=yes',
    'USAGE: --quietly takes no value, got "yes". | Write --quietly, or leave it out.',
  ],
])('a mistake is named, with what was probably meant: "%s"', (line, expected) => {
  expect(refusal(line)).toBe(expected);
});

test('the members of an object are no commands and no options', () => {
  expect(refusal('constructor')).toContain('There is no command "constructor"');
  expect(refusal('eat --constructor')).toContain('has no option --constructor');
  expect(refusal('eat --__proto__ x')).toContain('has no option --__proto__');
});

test.each(['bake pie -o gas', 'bake -ogas pie', 'bake pie --oven gas', 'bake -o gas -q pie'])(
  'an option can be given by one letter: %s',
  (line) => {
    expect(parse(line)).toMatchObject({ recipe: 'pie', oven: 'gas' });
  },
);

test('an option by one letter needs its value too', () => {
  expect(refusal('bake pie -o')).toContain('-o needs a value: one of gas, wood.');
  expect(refusal('bake pie -o -q')).toContain('-o needs a value');
});

test('an argument with a default may be left out', () => {
  expect(parse('drink')).toEqual({ command: 'drink', what: 'tea' });
  expect(parse('drink milk')).toEqual({ command: 'drink', what: 'milk' });
  expect(refusal('drink milk twice')).toContain('Usage: torchrelay drink [what] [options]');
});

test('items of a list may stand bare after the places, where the list says so', () => {
  expect(parse('mix large milk=1 --add eggs=2 flour=a=b')).toEqual({
    command: 'mix',
    bowl: 'large',
    add: [
      ['eggs', '2'],
      ['milk', '1'],
      ['flour', 'a=b'],
    ],
  });
  expect(parse('mix large')).toMatchObject({ add: [] });
  expect(usageOf(mix)).toBe('torchrelay mix <bowl> [WHAT=HOW ...] [options]');
});

test('a bare item of another form is refused with the form', () => {
  expect(() => parse('mix large milk')).toThrow(
    expect.objectContaining({
      message: '--add expects what and how much, got "milk".',
    }),
  );
  expect(() => parse('bake cake eggs=2')).toThrow('There is no place for the argument "eggs=2".');
});

interface RunValues {
  readonly program: string;
  readonly quietly: boolean;
  readonly args: readonly string[];
}

const handOn: Command = defineCommand<RunValues>({
  name: 'run',
  summary: 'Run it',
  args: {
    program: { kind: 'positional', summary: 'What', value: text('program') },
    quietly: { kind: 'flag', short: 'q', summary: 'No noise' },
    args: { kind: 'rest', summary: 'For it', placeholder: 'ARG' },
  },
  examples: [],
  handler: async () => ({ run: async () => undefined }),
});

test.each<[line: readonly string[], values: RunValues]>([
  [['run', 'a.py'], { program: 'a.py', quietly: false, args: [] }],
  [['run', 'a.py', '--'], { program: 'a.py', quietly: false, args: [] }],
  [
    ['run', 'a.py', '-q', '--', '--quietly', '--', '', '-h', '--help', 'a b'],
    { program: 'a.py', quietly: true, args: ['--quietly', '--', '', '-h', '--help', 'a b'] },
  ],
])('of %j all after the first two dashes is handed on as it stands', (line, values) => {
  expect(parseCommandLine(line, [handOn])).toMatchObject({ kind: 'run', command: handOn, values });
});

test('what is to be handed on needs the two dashes', () => {
  expect(() => parseCommandLine(['run', 'a.py', 'b'], [handOn])).toThrow(
    'There is no place for the argument "b".',
  );
  expect(() => parseCommandLine(['run', '--', 'a.py'], [handOn])).toThrow('needs <program>');
  expect(usageOf(handOn)).toBe('torchrelay run <program> [options] [-- ARG ...]');
});
