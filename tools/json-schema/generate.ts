/**
 * Writes the JSON Schemas that the command publishes, from its types; with `--check` it writes nothing and fails if
 * any of them is not up to date.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createGenerator, type Schema } from 'ts-json-schema-generator';

import { publish, type Publication } from './publish.ts';

/** Changes when a document changes in a way that breaks its readers; more members do not. */
const version = 1;

const publications: readonly Publication[] = [
  {
    type: 'Documents',
    file: 'documents.json',
    title: 'What torchrelay prints with --json: one document by the name of each command.',
  },
  {
    type: 'EventLine',
    file: 'events.json',
    title: 'A line that torchrelay prints with --events.',
  },
  { type: 'Config', file: 'config.json', title: 'torchrelay.config.json' },
];

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = `${root}packages/cli/schema/v${version}/`;
const { values: options } = parseArgs({
  options: { check: { type: 'boolean', default: false } },
});

/** One for all: what takes the time is reading the types. */
const generator = createGenerator({
  path: `${root}packages/cli/src/{output/documents,config/config}.ts`,
  tsconfig: fileURLToPath(new URL('tsconfig.json', import.meta.url)),
  // The compiler of the repository does that.
  skipTypeCheck: true,
  expose: 'export',
  functions: 'hide',
  topRef: false,
  additionalProperties: true,
});

function textOf(publication: Publication): string {
  const schema: Schema = generator.createSchema(publication.type);
  const text = JSON.stringify(publish({ schema, publication, version }), null, 2);
  const oxfmt = fileURLToPath(new URL('node_modules/.bin/oxfmt', import.meta.url));
  return execFileSync(oxfmt, [`--stdin-filepath=${publication.file}`], {
    cwd: root,
    input: text,
    encoding: 'utf8',
  });
}

for (const publication of publications) {
  const text = textOf(publication);
  const path = folder + publication.file;
  if (existsSync(path) && readFileSync(path, 'utf8') === text) continue;
  const name = relative(root, path);
  if (options.check) {
    console.error(`${name} is not what the types of the command say.`);
    console.error('\nhint: pnpm --filter @torchrelay/json-schema generate');
    process.exitCode = 1;
  } else {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    console.log(`wrote ${name}`);
  }
}
