import { afterAll, expect, test } from 'vitest';

import { createSandbox, runCommand, type CommandResult } from '../../test-support/run-command.ts';
import type { GpusDocument } from './run.ts';

const sandbox = createSandbox();
afterAll(() => sandbox[Symbol.dispose]());

const gpus = (...commandLine: readonly string[]): Promise<CommandResult> =>
  runCommand(['gpus', ...commandLine], { sandbox });

async function documentOf(...commandLine: readonly string[]): Promise<GpusDocument> {
  return JSON.parse((await gpus(...commandLine, '--json')).stdout) as GpusDocument;
}

test('the A100s of both clouds are listed where they are cheapest, with the age of the prices', async () => {
  const { stdout, stderr, exitCode } = await gpus('A100:8');
  expect(exitCode).toBe(0);
  expect(stdout.split('\n').map((line) => line.split(/ {2,}/).slice(0, 3))).toEqual([
    ['GPU', 'each', 'instance type'],
    ['8x A100-40GB', '39 GiB', 'ml.p4d.24xlarge'],
    ['8x A100-40GB', '39 GiB', 'Standard_ND96asr_v4'],
    ['8x A100-80GB', '79 GiB', 'ml.p4de.24xlarge'],
    ['8x A100-80GB', '79 GiB', 'Standard_ND96amsr_A100_v4'],
    [''],
  ]);
  expect(stderr).toMatch(/^Prices: .*(now|ago)$/m);
});

test('what is worked out and not published is marked', async () => {
  const [row] = (await documentOf('A100-80GB', '--cloud', 'sagemaker')).rows;
  const price = row?.offer.usdPerHour;
  expect(price?.known && price.source).toContain('estimate');
  expect((await gpus('A100-80GB', '--cloud', 'sagemaker')).stdout).toContain('~$');
});

test('a region has its own prices, or none', async () => {
  const { rows } = await documentOf('A100', '--region', 'us-east-1');
  expect(rows.map(({ offer: { region, instanceType } }) => `${region} ${instanceType}`)).toEqual([
    'us-east-1 ml.p4d.24xlarge',
    'us-east-1 ml.p4de.24xlarge',
  ]);
});

test('without a filter there are no rows without a GPU, and cpu has them alone', async () => {
  const all = (await documentOf()).rows;
  expect(all.length).toBeGreaterThan(40);
  expect(all.every(({ offer }) => offer.accelerator !== undefined)).toBe(true);
  const { rows } = await documentOf('cpu');
  expect(rows.length).toBeGreaterThan(5);
  expect(rows.every(({ offer }) => offer.accelerator === undefined)).toBe(true);
});

test.each([
  [['A1000'], 4, 'No catalogue has "A1000".'],
  [['A100', '--region', 'mars-1'], 4, 'No catalogue has "A100" in mars-1.'],
  [['80GB'], 2, '"80GB" is no accelerator.'],
])('%j is answered plainly', async (commandLine, exitCode, message) => {
  const result = await gpus(...commandLine);
  expect(result.exitCode).toBe(exitCode);
  expect(result.stderr).toContain(message);
  expect(result.stdout).toBe('');
});
