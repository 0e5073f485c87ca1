import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

import type { PreprocessDeclarations } from '@torchrelay/core';

import { CommandError } from '../errors/command-error.ts';
import { readJson } from '../tensors/read-json.ts';

type Declaration = PreprocessDeclarations[string];

/** The SDK's `preprocess` of `NAME=HOW`: the name of a preset, JSON, or `@file.json`. What is in it core checks. */
export async function readPreprocess(
  assignments: readonly (readonly [name: string, how: string])[],
): Promise<PreprocessDeclarations> {
  const declarations: [string, Declaration][] = [];
  for (const [name, how] of assignments) {
    if (declarations.some(([known]) => known === name)) throw declaredTwice(name);
    declarations.push([name, await readDeclaration(name, how)]);
  }
  return Object.fromEntries(declarations);
}

async function readDeclaration(name: string, how: string): Promise<Declaration> {
  const place = `--preprocess ${name}`;
  if (how.startsWith('@')) return readDeclarationFile(how.slice(1), place);
  // A word that is no preset is refused with those that there are.
  return (how.startsWith('{') ? readJson(how, `The value of ${place}`) : how) as Declaration;
}

/** Paths in a file start where the file is, so that it can be used from anywhere. */
async function readDeclarationFile(path: string, place: string): Promise<Declaration> {
  const declaration = readJson(await readText(path, place), path) as Declaration;
  if (typeof declaration !== 'object' || declaration?.from !== 'text') return declaration;
  const { tokenizer } = declaration;
  if (typeof tokenizer !== 'string') return declaration;
  return { ...declaration, tokenizer: resolve(dirname(path), tokenizer) };
}

async function readText(path: string, place: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new CommandError({
      message: `${place} names the file ${path}, which cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
      hint: 'Check the path; it is taken relative to the current folder.',
      cause,
    });
  }
}

function declaredTwice(name: string): CommandError {
  return new CommandError({
    message: `--preprocess ${name} is given twice.`,
    hint: 'Write all of it in one: a file of JSON, --preprocess name=@file.json, has room for it.',
  });
}
