import { type Dirent, existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Ignore } from 'ignore';

import { TorchrelayError } from '../../errors/torchrelay-error.ts';

/** What no job needs, whatever `.gitignore` says. */
const never: readonly string[] = ['.git', '__pycache__', '*.pyc', '.DS_Store'];

interface Tree {
  readonly source: string;
  readonly matcherOf: (rules: string) => Ignore;
}

interface Rules {
  /** Where the rules stand, relative to the source; empty, or ending with `/`. */
  readonly folder: string;
  readonly matcher: Ignore;
}

/**
 * The files of a source folder that its `.gitignore` files leave, relative to it, `/`-separated and sorted.
 *
 * @throws TorchrelayError `JOB_SOURCE_INVALID`
 */
export async function codeFiles(source: string): Promise<readonly string[]> {
  if (!existsSync(source)) throw noFolder(source);
  const { default: ignore } = await import('ignore');
  const matcherOf = (rules: string): Ignore => ignore().add(rules);
  const always = { folder: '', matcher: matcherOf(never.join('\n')) };
  return (await walk({ source, matcherOf }, '', [always])).toSorted();
}

async function walk(tree: Tree, folder: string, outer: readonly Rules[]): Promise<string[]> {
  const { source } = tree;
  const entries = await entriesOf(source, folder);
  const rules = [...outer, ...(await rulesOf(tree, folder, entries))];
  const files: string[] = [];
  for (const entry of entries) {
    const path = folder + entry.name;
    if (isIgnored(entry.isDirectory() ? `${path}/` : path, rules)) continue;
    if (entry.isDirectory()) files.push(...(await walk(tree, `${path}/`, rules)));
    else if (entry.isFile()) files.push(path);
    else throw notPlain(join(source, path));
  }
  return files;
}

async function entriesOf(source: string, folder: string): Promise<Dirent[]> {
  try {
    return await readdir(join(source, folder), { withFileTypes: true });
  } catch (error) {
    if (folder === '') throw noFolder(source, error);
    throw error;
  }
}

async function rulesOf(
  { source, matcherOf }: Tree,
  folder: string,
  entries: readonly Dirent[],
): Promise<Rules[]> {
  if (!entries.some((entry) => entry.name === '.gitignore' && entry.isFile())) return [];
  const text = await readFile(join(source, folder, '.gitignore'), 'utf8');
  return [{ folder, matcher: matcherOf(text) }];
}

/** The innermost file that says anything about a path decides, as for git. */
function isIgnored(path: string, rules: readonly Rules[]): boolean {
  for (const { folder, matcher } of rules.toReversed()) {
    const { ignored, unignored } = matcher.test(path.slice(folder.length));
    if (ignored || unignored) return ignored;
  }
  return false;
}

function noFolder(source: string, cause?: unknown): TorchrelayError {
  return new TorchrelayError({
    code: 'JOB_SOURCE_INVALID',
    message: `There is no folder ${source} to take the training code from.`,
    hint: 'Give the folder that holds the entry script; the script itself is named by "entry".',
    cause,
    data: { source },
  });
}

function notPlain(path: string): TorchrelayError {
  return new TorchrelayError({
    code: 'JOB_SOURCE_INVALID',
    message: `${path} is neither a file nor a folder (a link, a socket?): it would not be the same elsewhere.`,
    hint: 'Replace it by what it stands for, or name it in .gitignore.',
    data: { path },
  });
}
