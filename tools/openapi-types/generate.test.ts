import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const source = 'packages/core/open-inference/openapi.yaml';
const target = 'packages/core/src/open-inference/generated/open-inference.ts';
const others = [
  'packages/azure/azure-ml/openapi.yaml',
  'packages/azure/src/azureml/generated/azure-ml.ts',
];

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'openapi-types-'));
  for (const path of [source, target, ...others, '.oxfmtrc.json']) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    cpSync(join(repository, path), join(root, path));
  }
});

afterEach(() => rmSync(root, { recursive: true }));

function generate(...options: readonly string[]): { status: number | null; stderr: string } {
  const script = join(repository, 'tools/openapi-types/generate.ts');
  return spawnSync(process.execPath, [script, '--root', root, ...options], { encoding: 'utf8' });
}

function addMember(): void {
  const text = readFileSync(join(root, source), 'utf8');
  const marker = '        model_name: { type: string }\n';
  writeFileSync(
    join(root, source),
    text.replace(marker, `${marker}        weather: { type: string }\n`),
  );
}

describe('the types of the OpenAPI document', { timeout: 60_000 }, () => {
  test('in the repository are up to date', () => {
    expect(generate('--check')).toMatchObject({ status: 0, stderr: '' });
  });

  test('are not up to date once the document has changed, until they are written', () => {
    addMember();
    const check = generate('--check');
    expect(check.status).toBe(1);
    expect(check.stderr).toMatchInlineSnapshot(`
      "packages/core/src/open-inference/generated/open-inference.ts is not what packages/core/open-inference/openapi.yaml says.

      hint: pnpm --filter @torchrelay/openapi-types generate
      "
    `);
    expect(readFileSync(join(root, target), 'utf8')).not.toContain('weather');
    expect(generate().status).toBe(0);
    expect(readFileSync(join(root, target), 'utf8')).toContain('weather');
    expect(generate('--check').status).toBe(0);
  });

  test('are missed if they are not there', () => {
    rmSync(join(root, target));
    expect(generate('--check').status).toBe(1);
  });
});
