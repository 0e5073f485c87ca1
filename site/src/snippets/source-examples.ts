import { globSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import * as aws from '@torchrelay/aws';
import * as azure from '@torchrelay/azure';
import * as core from '@torchrelay/core';
import * as local from '@torchrelay/local';
import * as torchscript from '@torchrelay/torchscript';
import { repository } from '../links/read-pages.ts';
import type { Module } from './modules.ts';

const packages: Readonly<Record<string, object>> = {
  '@torchrelay/aws': aws,
  '@torchrelay/azure': azure,
  '@torchrelay/core': core,
  '@torchrelay/local': local,
  '@torchrelay/torchscript': torchscript,
};

/** What examples leave out beside what pages do. */
const elided = [
  'declare const image: Float32Array, role: string, abortSignal: AbortSignal;',
  "declare const offers: import('@torchrelay/core/target').Offer[];",
  "declare const written: import('@torchrelay/core/target').Signature;",
  "import { writeFile } from 'node:fs/promises';",
].join(' ');

/** The `@example`s of our TSDoc, each as a module that imports of our packages what it uses. */
export function sourceExamples(): Module[] {
  return globSync('packages/*/src/**/*.ts', { cwd: repository })
    .filter((file) => !/\.test\.ts$|test-support|packages.(cli|testing)/.test(file))
    .flatMap((file) => examplesIn(join(repository, file)));
}

function examplesIn(path: string): Module[] {
  const text = readFileSync(path, 'utf8');
  const file = relative(repository, path).replaceAll(sep, '/');
  const found = text.matchAll(/@example\n((?:[ \t]*\* ?.*\n)*?)[ \t]*\*(?:\/| @)/g);
  return [...found].map(({ index, 1: comment = '' }) => {
    const line = text.slice(0, index).split('\n').length + 1;
    const code = comment.replace(/^[ \t]*\* ?/gm, '').replace(/^```.*$/gm, '');
    const block = { file, line, language: 'ts', words: [], code };
    const place = `source/${file.replaceAll('/', '-').slice(0, -3)}-${line}.ts`;
    const source = `${elided} ${importsFor(code)}\n${code}\nexport {};\n`;
    return { block, path: place, source, linesBefore: 1 };
  });
}

/** On one line, so that lines of the example stay countable. */
function importsFor(code: string): string {
  return Object.entries(packages)
    .map(([specifier, names]) => {
      const used = Object.keys(names).filter((name) => uses(code, name));
      return used.length === 0 ? '' : `import { ${used.join(', ')} } from '${specifier}';`;
    })
    .join(' ');
}

/** Whether the code uses a name that it neither declares nor imports. */
function uses(code: string, name: string): boolean {
  const declared = String.raw`const (?:\{[^}]*\b${name}\b[^}]*\}|${name}) =|import .*\b${name}\b`;
  return new RegExp(String.raw`(?<![.\w])${name}\b`).test(code) && !new RegExp(declared).test(code);
}
