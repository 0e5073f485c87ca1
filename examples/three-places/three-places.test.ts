import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';

import type { Target } from '@torchrelay/core/target';
import { local } from '@torchrelay/local';
import { expect, test } from 'vitest';

import { startClouds } from '../test-support/clouds.ts';
import { runExample } from '../test-support/run-example.ts';
import { temporaryFolder } from '../test-support/temporary-folder.ts';
import { serveEverywhere } from './serve-everywhere.ts';

/** Every object of the packages in a target's store, and the SHA-256 of the bytes that are read from there. */
async function packageIn({ store }: Target): Promise<Readonly<Record<string, string>>> {
  const objects: Record<string, string> = {};
  for await (const { key } of store.doList('packages/', {})) {
    const found = await store.doRead(key, {});
    if (found === undefined) throw new Error(`${key} was listed`);
    const hash = createHash('sha256');
    for await (const chunk of found.source.read(0, found.head.size)) hash.update(chunk);
    objects[key] = hash.digest('hex');
  }
  return objects;
}

test(
  'one program serves the same bytes on SageMaker, Azure ML and here, and all answer the same',
  { timeout: 300_000 },
  async () => {
    await using clouds = await startClouds();
    await using folder = await temporaryFolder();
    const model = join(folder.path, 'network.pt');
    const python = process.env['TORCHRELAY_PYTHON'] ?? 'python3';
    execFileSync(python, [join(import.meta.dirname, 'model.py'), model]);
    const image = Float32Array.from({ length: 2 * 3 * 16 * 16 }, (_, index) => Math.sin(index));
    const packages: Readonly<Record<string, string>>[] = [];
    const answers = await serveEverywhere({
      model,
      targets: [clouds.sagemaker, clouds.azureml, local()],
      question: { input: { shape: [2, 3, 16, 16], data: image } },
      onServing: async (target) => void packages.push(await packageIn(target)),
      name: 'three-places',
      examples: { input: { shape: [2, 3, 16, 16], data: image } },
      rehearseOn: local(),
      timing: { mostPollInMs: 50, firstRetryInMs: 20 },
    });
    const [onAws, onAzure, here] = packages;
    expect(Object.keys(here ?? {})).toContainEqual(expect.stringMatching(/model\/1\/model\.pt$/));
    expect(onAws).toEqual(here);
    expect(onAzure).toEqual(here);
    expect(answers.map(({ provider }) => provider)).toEqual(['sagemaker', 'azureml', 'local']);
    expect(new Set(answers.map(({ packageDigest }) => packageDigest)).size).toBe(1);
    const [first, second, third] = answers.map(({ data }) => Array.from(data));
    expect(first).toHaveLength(20);
    expect(new Set(first).size).toBeGreaterThan(10);
    expect(second).toEqual(first);
    expect(third).toEqual(first);
  },
);

test('main.ts serves here where no cloud is named', async () => {
  const { exitCode, stdout, stderr } = await runExample('three-places/main.ts');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toMatch(/^local {5}sha256:[0-9a-f]{12} 2 3 4\n$/);
});
