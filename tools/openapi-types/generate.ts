/**
 * Writes the types of each OpenAPI document of the repository; with `--check` it writes nothing
 * and fails if any of them is not up to date. `--root <folder>` works on another copy of the
 * repository.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import openapiTS, { astToString } from 'openapi-typescript';

interface Document {
  /** From the root of the repository. */
  readonly source: string;
  readonly target: string;
}

const documents: readonly Document[] = [
  {
    source: 'packages/core/open-inference/openapi.yaml',
    target: 'packages/core/src/open-inference/generated/open-inference.ts',
  },
  {
    source: 'packages/azure/azure-ml/openapi.yaml',
    target: 'packages/azure/src/azureml/generated/azure-ml.ts',
  },
];

const { values: options } = parseArgs({
  options: { check: { type: 'boolean', default: false }, root: { type: 'string' } },
});
const root = options.root ? pathToFileURL(`${options.root}/`) : new URL('../../', import.meta.url);

async function typesOf({ source, target }: Document): Promise<string> {
  const ast = await openapiTS(new URL(source, root), { enumValues: false, immutable: true });
  const header = `// Generated from ${source} by tools/openapi-types. Change that document instead.\n`;
  return format({ text: header + astToString(ast), path: target });
}

function format({ text, path }: { text: string; path: string }): string {
  const oxfmt = fileURLToPath(new URL('node_modules/.bin/oxfmt', import.meta.url));
  return execFileSync(oxfmt, [`--stdin-filepath=${path}`], {
    cwd: fileURLToPath(root),
    input: text,
    encoding: 'utf8',
  });
}

function current({ target }: Document): string | undefined {
  try {
    return readFileSync(new URL(target, root), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

for (const document of documents) {
  const types = await typesOf(document);
  if (types === current(document)) continue;
  if (options.check) {
    console.error(`${document.target} is not what ${document.source} says.`);
    console.error('\nhint: pnpm --filter @torchrelay/openapi-types generate');
    process.exitCode = 1;
  } else {
    writeFileSync(new URL(document.target, root), types);
    console.log(`wrote ${document.target}`);
  }
}
