import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isBuildFresh } from '../../../tools/setup/build-freshness.js';
import { repository } from '../links/read-pages.ts';
import { detectorClient, type Module } from './modules.ts';

export interface Complaint {
  readonly file: string;
  /** In the block, from 1. */
  readonly line: number;
  readonly column: number;
  readonly code: string;
  readonly message: string;
}

const folder = fileURLToPath(new URL('../../.cache/snippets', import.meta.url));
const compiler = join(repository, 'node_modules', 'typescript', 'bin', 'tsc');

/** What TypeScript has to say about all of them, in one program, with the rules of this repository. */
export function compile(modules: readonly Module[]): Complaint[] {
  rmSync(folder, { recursive: true, force: true });
  write('docs-models/detector.ts', detectorClient);
  for (const { path, source } of modules) write(path, source);
  write('tsconfig.json', JSON.stringify(settingsFor(isBuildFresh(repository))));
  const { stdout, error } = spawnSync(process.execPath, [compiler, '-p', folder], {
    encoding: 'utf8',
    cwd: folder,
  });
  if (error !== undefined) throw error;
  return readComplaints(stdout, modules);
}

/** With the declarations of a build, where it is no older than the source: a seventh of the time, and the same types. */
function settingsFor(hasBuild: boolean): object {
  return {
    extends: '../../../tsconfig.base.json',
    compilerOptions: {
      declaration: false,
      isolatedDeclarations: false,
      ...(hasBuild && { customConditions: [] }),
    },
    include: ['**/*.ts', '../../src/snippets/elided.ts'],
  };
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function readComplaints(output: string, modules: readonly Module[]): Complaint[] {
  const byPath = new Map(modules.map((module) => [module.path, module]));
  const lines = output.matchAll(/^(\S[^(\n]*)\((\d+),(\d+)\): error (TS\d+): (.*)$/gm);
  return [...lines].map(([, path = '', line, column, code = '', message = '']) => {
    const module = byPath.get(path);
    const inBlock = Number(line) - (module?.linesBefore ?? 0);
    const file = module === undefined ? path : `${module.block.file}:${module.block.line}`;
    return { file, line: inBlock, column: Number(column), code, message };
  });
}
