import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const program = join(import.meta.dirname, 'generate.ts');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'torchrelay-generate-'));
});
afterEach(() => rm(folder, { recursive: true }));

const run = (...options: readonly string[]): SpawnSyncReturns<string> =>
  spawnSync(
    process.execPath,
    ['--conditions=torchrelay-source', program, '--out', join(folder, 'snapshot.ts'), ...options],
    { encoding: 'utf8' },
  );

test.each([
  [['--cloud', 'AzureGermanCloud'], 'There is no Azure cloud "AzureGermanCloud".'],
  [['--cloud', 'AzureChinaCloud'], 'AzureChinaCloud has no public list of prices.'],
  [['--region', 'eastus'], "Unknown option '--region'"],
])('%j is refused, and nothing is written', (options, message) => {
  const { status, stderr } = run(...options);
  expect(stderr).toContain(message);
  expect(status).not.toBe(0);
  expect(readdirSync(folder)).toEqual([]);
});
