import { describe, expect, test } from 'vitest';
import { parseCommandLine } from '../../../packages/cli/src/command-line/parse.ts';
import { commands } from '../../../packages/cli/src/commands/index.ts';
import { readPages } from '../links/read-pages.ts';
import { compile } from './compile.ts';
import { findBlocks } from './find-blocks.ts';
import { modulesOf } from './modules.ts';
import { sourceExamples } from './source-examples.ts';
import { commandsOf, torchrelayArguments, typedLines } from './shell.ts';

const pages = readPages();
const blocks = pages.flatMap(findBlocks);

describe('TypeScript in the docs', () => {
  const modules = modulesOf(blocks.filter(({ language }) => language === 'ts'));
  const wrong = { file: 'docs/x.md', language: 'ts', words: [] };
  const mistakes = modulesOf([
    { ...wrong, line: 7, code: 'deploy(\n  1, target);\n' },
    { ...wrong, line: 9, code: "gate: { metric: 'accuracy', least: 1 },\n" },
  ]);
  // One program for all of them: most of its time goes into the types of the packages.
  const complaints = compile([...modules, ...mistakes, ...sourceExamples()]);
  /** Where a page shows mistakes, the compiler's words stand right below. */
  const shown = modules.flatMap(({ block }) => {
    const next = blocks[blocks.indexOf(block) + 1];
    const words = next?.language === 'text' ? next.code : '';
    const lines = words.matchAll(/^\S+\((\d+),(\d+)\): error (TS\d+)/gm);
    const file = `${block.file}:${block.line}`;
    return [...lines].map(([, line, column, name]) => [file, Number(line), Number(column), name]);
  });

  test('compiles, but for the mistakes that a page shows', () => {
    const found = complaints
      .filter(({ file }) => !file.startsWith(wrong.file) && !file.startsWith('packages/'))
      .map(({ file, line, column, code }) => [file, line, column, code]);
    expect(modules.length).toBeGreaterThan(25);
    expect(shown.length).toBeGreaterThan(0);
    expect(found, JSON.stringify(complaints, null, 2)).toEqual(shown);
  });

  test('compiles in the examples of the source, too', () => {
    expect(sourceExamples().length).toBeGreaterThan(35);
    expect(complaints.filter(({ file }) => file.startsWith('packages/'))).toEqual([]);
  });

  test('is found wrong where it is', () => {
    const found = complaints.filter(({ file }) => file.startsWith(wrong.file));
    expect(found).toEqual([
      expect.objectContaining({ file: 'docs/x.md:7', line: 2, column: 3, code: 'TS2345' }),
      expect.objectContaining({ file: 'docs/x.md:9', line: 1 }),
    ]);
  });
});

describe('commands in the docs', () => {
  const lines = blocks
    .filter(({ language }) => language === 'sh' || language === 'console')
    .flatMap((block) => typedLines(block).map((line) => ({ block, line })));

  test('are taken by the command as they stand', () => {
    const refused = lines.flatMap(({ block: { file, line: at }, line }) =>
      commandsOf(line).flatMap((words) => refusal(torchrelayArguments(words), `${file}:${at}`)),
    );
    expect(lines.length).toBeGreaterThan(80);
    expect(refused).toEqual([]);
  });

  test('that are only mentioned have their command and its options', () => {
    const spans = pages.flatMap(({ file, text }) =>
      [...text.matchAll(/`((?:npx )?torchrelay [a-z][^`\n]*)`/g)].map(([, line = '']) => ({
        file,
        line,
      })),
    );
    const unknown = spans.flatMap(({ file, line }) => {
      const [name = '', ...rest] = torchrelayArguments(commandsOf(line)[0] ?? []) ?? [];
      const help = [name, ...rest.filter((word) => word.startsWith('--')), '--help'];
      return refusal(commands.some((command) => command.name === name) ? help : [name], file);
    });
    expect(spans.length).toBeGreaterThan(20);
    expect(unknown).toEqual([]);
  });

  function refusal(given: readonly string[] | undefined, place: string): string[] {
    try {
      if (given !== undefined) parseCommandLine(given, commands);
      return [];
    } catch (error) {
      return [`${place}: torchrelay ${given?.join(' ')}: ${String(error)}`];
    }
  }
});

describe('a line of shell', () => {
  test('is split as a shell would', () => {
    expect(commandsOf(`a --x='b c' "d e" f\\ g # no | h`)).toEqual([
      ['a', '--x=b c', 'd e', 'f g'],
    ]);
    expect(commandsOf('a | b && c > d.json; e')).toEqual([['a'], ['b'], ['c'], ['e']]);
  });

  test('goes on behind a backslash, and in a transcript is what follows the prompt', () => {
    expect(typedLines({ language: 'sh', code: '# no\na \\\n  b\n\nc\n' })).toEqual(['a  b', 'c']);
    expect(typedLines({ language: 'console', code: '$ a \\\n    b\nwhat it says\n' })).toEqual([
      'a  b',
    ]);
  });

  test('runs torchrelay with or without npx', () => {
    expect(torchrelayArguments(['npx', 'torchrelay', 'list'])).toEqual(['list']);
    expect(torchrelayArguments(['torchrelay', 'list'])).toEqual(['list']);
    expect(torchrelayArguments(['az', 'login'])).toBeUndefined();
  });
});
