import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { deploy, train } from '@torchrelay/core';
import { local } from '@torchrelay/local';
import { inspect } from '@torchrelay/torchscript';
import { expect, test } from 'vitest';

import { temporaryFolder } from '../test-support/temporary-folder.ts';
import { trainDigits } from '../test-support/train-digits.ts';
import { classify, type DigitClassifier } from './classify.ts';
import { heldOut, readDigits } from './digit.ts';

const data = fileURLToPath(new URL('data', import.meta.url));

/** What PyTorch itself holds out and predicts, with the model that was saved. */
const reference = `
import json, sys, torch, train
from pathlib import Path
images, labels = train.load(Path(sys.argv[1]) / 'digits.csv.gz')
held = train.held_out(len(labels))
model = torch.jit.load(sys.argv[2])
print(json.dumps({
    "labels": labels[held].tolist(),
    "ink": images[held].sum(dim=(1, 2, 3)).tolist(),
    "predicted": model(images[held]).argmax(dim=1).tolist(),
}))`;

interface Reference {
  readonly labels: readonly number[];
  /** Sum of the pixels of each image. */
  readonly ink: readonly number[];
  readonly predicted: readonly number[];
}

async function askPyTorch(model: string): Promise<Reference> {
  const python = process.env['TORCHRELAY_PYTHON'] ?? 'python3';
  const { stdout } = await promisify(execFile)(python, ['-B', '-c', reference, data, model], {
    cwd: fileURLToPath(new URL('train', import.meta.url)),
  });
  return JSON.parse(stdout);
}

test('what is trained, held out, served and asked is the same on both sides', async () => {
  await using folder = await temporaryFolder();
  const model = join(folder.path, 'model.pt');
  expect(await trainDigits({ out: folder.path })).toMatch(/^epoch {2}1 of 1 {2}loss \d\.\d{3}\n$/);
  expect((await readdir(folder.path)).toSorted()).toEqual([
    'metrics.json',
    'metrics.jsonl',
    'model.pt',
  ]);

  const digits = heldOut(await readDigits(join(data, 'digits.csv.gz')));
  const { labels, ink, predicted } = await askPyTorch(model);
  expect(digits.map(({ label }) => label)).toEqual(labels);
  expect(digits.map(({ pixels }) => pixels.reduce((sum, pixel) => sum + pixel))).toEqual(ink);

  const metrics = JSON.parse(await readFile(join(folder.path, 'metrics.json'), 'utf8'));
  const right = predicted.filter((each, index) => each === labels[index]).length;
  expect(metrics).toEqual({ accuracy: right / 360, trained: 1437, heldOut: 360 });

  await using endpoint = await deploy<DigitClassifier>(model, local({ workers: 1 }), {
    outputs: ['scores'],
  });
  const { predictions } = await classify(endpoint, digits);
  expect(predictions.map((each) => each.predicted)).toEqual(predicted);
  expect(predictions.map(({ digit }) => digit)).toEqual(digits);
});

test('two processes learn what one does, and leave the same kind of model', async () => {
  await using folder = await temporaryFolder();
  const target = local({ home: folder.path, workers: 1 });
  const run = await train(
    {
      name: 'digits',
      source: fileURLToPath(new URL('train', import.meta.url)),
      entry: 'train.py',
      args: ['--epochs', '1'],
      data: { digits: data },
      processesPerNode: 2,
    },
    target,
  );
  const { files, metrics, model } = await run.result();
  expect(files.map(({ path }) => path)).toEqual(['metrics.json', 'metrics.jsonl', 'model.pt']);
  expect(metrics).toMatchObject({ trained: 1437, heldOut: 360 });
  // One epoch is not much.
  expect(metrics['accuracy']).toBeGreaterThan(0.3);
  expect(await inspect(model?.source.path ?? '')).toMatchObject({
    className: 'DigitClassifier',
    origin: 'trace',
    training: false,
    tracedInputs: [{ name: 'image', dtype: 'float32', shape: [1, 1, 8, 8] }],
    findings: [],
  });
  const losses: (number | undefined)[] = [];
  for await (const { values } of run.metrics()) losses.push(values['loss']);
  expect(losses).toHaveLength(4);
  expect(losses.at(-1)).toBeLessThan(losses[0] ?? 0);
  const lines = await Array.fromAsync(run.logs());
  const epochs = lines.filter(({ text }) => text.includes('epoch '));
  expect(epochs.map(({ text }) => text)).toEqual([
    expect.stringMatching(/^\[rank 0\] epoch {2}1 of 1 {2}loss \d\.\d{3}$/),
  ]);
});
