import type { Style } from '../output/style.ts';
import { padEnd, wrap } from '../output/width.ts';
import type { Command } from './command.ts';
import { spell, usageOf } from './spelling.ts';

interface Page {
  readonly style: Style;
  readonly columns: number;
}

/** What there is, for `torchrelay --help`. */
export function overviewHelp(commands: readonly Command[], page: Page): string[] {
  const { style, columns } = page;
  return [
    'A TorchScript file goes in, a working endpoint comes out.',
    '',
    `${style.bold('Usage:')} torchrelay <command> [options]`,
    '',
    style.bold('Commands:'),
    ...definitions(
      commands.map(({ name, summary }) => [name, summary]),
      page,
    ),
    '',
    style.bold('Options:'),
    ...definitions([...commonOptions, ['-V, --version', 'Print the version']], page),
    '',
    ...wrap(
      'What an option does not say may be said by a variable (TORCHRELAY_TARGET), then by the stage and by the rest of torchrelay.config.ts: torchrelay init writes one.',
      columns,
    ),
    '',
    'More on one, with examples: torchrelay <command> --help',
  ];
}

/** Everything about one command. */
export function commandHelp(command: Command, page: Page): string[] {
  const { style, columns } = page;
  const { summary, details, args, examples } = command;
  const entries = Object.entries(args);
  const isPlace = ([, { kind }]: (typeof entries)[number]): boolean =>
    kind === 'positional' || kind === 'rest';
  const places = entries.filter(isPlace);
  const options = entries.filter((entry) => !isPlace(entry));
  return [
    `${summary}.`,
    ...(details === undefined ? [] : ['', ...wrap(details, columns)]),
    '',
    `${style.bold('Usage:')} ${usageOf(command)}`,
    ...section(
      'Arguments:',
      places.map(([name, arg]) => [spell(name, arg), arg.summary]),
      page,
    ),
    ...section('Options:', [...options.map(describeOption), ...commonOptions], page),
    '',
    style.bold('Examples:'),
    ...examples.flatMap(({ does, run }) => [`  ${style.dim(`# ${does}`)}`, `  ${run}`]),
  ];
}

const commonOptions: readonly (readonly [string, string])[] = [
  ['    --json', 'Print one JSON document, errors too'],
  ['-h, --help', 'Print help'],
];

function describeOption([name, arg]: [string, Command['args'][string]]): [string, string] {
  const letter = arg.kind === 'flag' || arg.kind === 'option' ? arg.short : undefined;
  const short = letter === undefined ? '    ' : `-${letter}, `;
  const notes = [
    ...(arg.kind === 'list' ? ['repeatable'] : []),
    ...(arg.kind === 'option' && arg.default !== undefined
      ? [`default: ${formatDefault(arg.default)}`]
      : []),
  ];
  const note = notes.length === 0 ? '' : ` (${notes.join(', ')})`;
  return [short + spell(name, arg), arg.summary + note];
}

function section(
  title: string,
  terms: readonly (readonly [string, string])[],
  page: Page,
): string[] {
  return terms.length === 0 ? [] : ['', page.style.bold(title), ...definitions(terms, page)];
}

/** The widest term that still has its text beside it. */
const widestTerm = 30;

function definitions(
  terms: readonly (readonly [term: string, text: string])[],
  { columns }: Page,
): string[] {
  const width = Math.min(widestTerm, Math.max(...terms.map(([term]) => term.length)));
  return terms.flatMap(([term, text]) => {
    const [first = '', ...rest] = wrap(text, columns - width - 4);
    const indent = ' '.repeat(width + 4);
    const head =
      term.length > width ? [`  ${term}`, indent + first] : [`  ${padEnd(term, width)}  ${first}`];
    return [...head, ...rest.map((line) => indent + line)];
  });
}

function formatDefault(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
