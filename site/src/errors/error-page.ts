import { exitCodeOf } from '../../../packages/cli/src/errors/exit-code.ts';
import { prose } from '../markdown/prose.ts';
import { explanations, foreign, notes, rejections } from './explanations.ts';
import type { CodeSite } from './find-codes.ts';

/** One code, as the page shows it. */
export interface CodeEntry {
  readonly code: string;
  readonly section: string;
  readonly means: string | undefined;
  readonly messages: readonly string[];
  readonly cures: readonly string[];
}

const sections: Readonly<Record<string, string>> = {
  torchscript: 'Reading a model file',
  local: 'This machine',
  aws: 'Amazon SageMaker',
  azure: 'Azure Machine Learning',
  cli: 'The command',
};
const clouds: Readonly<Record<string, string>> = { aws: 'SageMaker', azure: 'Azure' };
const everywhere = 'Everywhere';

/** All errors that there are: what the code says of them, and what {@link explanations} adds. */
export function errorEntries(sites: readonly CodeSite[]): CodeEntry[] {
  const byCode = Map.groupBy(sites, ({ code }) => code);
  return [...byCode]
    .filter(([code]) => !foreign.has(code) && !(code in notes) && !isRejection(code, byCode))
    .map(([code, places]) => entryOf(code, places))
    .toSorted((left, right) => (left.code < right.code ? -1 : 1));
}

/** Some words are both: why an offer was not chosen, and an error when nothing else is left. */
function isRejection(code: string, byCode: ReadonlyMap<string, readonly CodeSite[]>): boolean {
  const isOnly = byCode.get(code)?.every(({ file }) => file.endsWith('choose/reject.ts')) === true;
  return code in rejections && isOnly;
}

function entryOf(code: string, places: readonly CodeSite[]): CodeEntry {
  const { means, cure } = explanations[code] ?? {};
  const packages = new Set(places.map(({ file }) => packageOf(file)));
  const [only = ''] = packages;
  const section = packages.size === 1 ? (sections[only] ?? everywhere) : everywhere;
  const isShared = section === everywhere;
  return {
    code,
    section,
    means,
    messages: spoken(places.flatMap(({ messages }) => messages)),
    cures: [
      ...(cure === undefined ? [] : [cure]),
      ...spoken(places.flatMap(({ hints, file }) => hints.map(ofWhom(isShared ? file : '')))),
    ],
  };
}

const packageOf = (file: string): string => file.split('/')[1] ?? '';

/** Several platforms have advice of their own for one code. */
function ofWhom(file: string): (hint: string) => string {
  const whom = clouds[packageOf(file)];
  return (hint) => (whom === undefined ? hint : `${whom}: ${hint}`);
}

/** Each once, and none of which nothing is known but where its words go. */
function spoken(texts: readonly string[]): string[] {
  return [...new Set(texts)].filter((text) => /[a-z]{2}.*\s.*[a-z]{2}/i.test(text));
}

export function errorPage(entries: readonly CodeEntry[]): string {
  const order = [everywhere, ...Object.values(sections)];
  return [
    ...head,
    ...order.flatMap((section) => [
      `## ${section}`,
      '',
      ...entries.filter((entry) => entry.section === section).flatMap(describeEntry),
    ]),
    ...tail,
  ].join('\n');
}

function describeEntry({ code, means, messages, cures }: CodeEntry): string[] {
  const exitCode = exitCodeOf({ code, data: {} });
  return [
    `### ${code}`,
    '',
    ...(means === undefined ? [] : [means, '']),
    ...messages.map((text) => `> ${prose(text)}\n`),
    ...(cures.length === 0 ? [] : ['**Cure**', '', ...cures.map((text) => `- ${prose(text)}`), '']),
    ...(exitCode === 1 ? [] : [`Exit code ${exitCode}.`, '']),
  ];
}

const head = [
  '<!-- Made by `npm run docs:write` from the source of the packages: change it there. -->',
  '',
  '# Errors',
  '',
  'Every error has a `code` that never changes its meaning, a message, mostly a `hint`, and says whether repeating helps',
  '(`recovery`) and whether anything was changed (`effect`). `--json` prints all of it. In code:',
  '',
  '```ts',
  "import { deploy, TorchrelayError } from '@torchrelay/core';",
  "import { local } from '@torchrelay/local';",
  '',
  'try {',
  "  await deploy('model.pt', local());",
  '} catch (error) {',
  "  if (!TorchrelayError.isInstance(error) || error.code !== 'MODEL_NOT_SERVABLE') throw error;",
  '  console.error(error.hint);',
  '}',
  '```',
  '',
  'What is quoted below are the messages as the source has them, `…` standing for names and numbers; what is under',
  '**Cure** are its hints. The command exits with 1 where nothing else is said, and with 5 whenever an earlier release was',
  'put back, whatever the code.',
  '',
];

const tail = [
  '## Notes',
  '',
  'These come beside a plan or a result, as `warnings` or `notes`, and stop nothing.',
  '',
  ...table(['code', 'says'], Object.entries(notes)),
  '',
  '## Why an offer was not chosen',
  '',
  '`torchrelay plan --json` has every offer that was not taken, with its one reason.',
  '',
  ...table(['code', 'means'], Object.entries(rejections)),
  '',
];

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(titles),
    line(titles.map(() => '---')),
    ...rows.map(([code = '', text = '']) => line([`\`${code}\``, text])),
  ];
}
