import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { deploy } from '@torchrelay/core';
import { local } from '@torchrelay/local';
import { inspect } from '@torchrelay/torchscript';
import { describe, expect, test } from 'vitest';

import { temporaryFolder } from '../test-support/temporary-folder.ts';
import { classify, type DigitClassifier } from './classify.ts';
import { heldOut, readDigits } from './digit.ts';
import { train } from './train.ts';

const data = fileURLToPath(new URL('data/digits.csv.gz', import.meta.url));

/** What PyTorch itself holds out and predicts, with the model that was saved. */
const reference = `
import json, sys, torch, train
images, labels = train.load(sys.argv[1])
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
    cwd: fileURLToPath(new URL('.', import.meta.url)),
  });
  return JSON.parse(stdout);
}

test('what is trained, held out, served and asked is the same on both sides', async () => {
  await using folder = await temporaryFolder();
  const model = join(folder.path, 'model.pt');
  const lines: string[] = [];
  await train({ data, out: folder.path, epochs: 1, onLine: (line) => lines.push(line) });

  expect(lines).toEqual([expect.stringMatching(/^epoch {2}1 of 1 {2}loss \d\.\d{3}$/)]);
  expect((await readdir(folder.path)).toSorted()).toEqual(['metrics.json', 'model.pt']);

  const digits = heldOut(await readDigits(data));
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

describe('train', () => {
  test('saves a traced model whose input is known from its example', async () => {
    await using folder = await temporaryFolder();
    await train({ data, out: join(folder.path, 'made', 'for', 'it'), epochs: 1 });
    expect(await inspect(join(folder.path, 'made', 'for', 'it', 'model.pt'))).toMatchObject({
      className: 'DigitClassifier',
      origin: 'trace',
      training: false,
      tracedInputs: [{ name: 'image', dtype: 'float32', shape: [1, 1, 8, 8] }],
      findings: [],
    });
  });

  test('says what Python says when it fails', async () => {
    await using folder = await temporaryFolder();
    const training = train({ data: join(folder.path, 'no.csv'), out: folder.path });
    await expect(training).rejects.toThrow(/^train\.py failed\.\n\n[^]*no\.csv not found/);
  });

  test('says which Python there is not', async () => {
    const training = train({ data, out: 'nowhere', python: 'no-such-python' });
    await expect(training).rejects.toThrow('spawn no-such-python ENOENT');
  });

  test('ends Python when it is aborted', async () => {
    await using folder = await temporaryFolder();
    const controller = new AbortController();
    const training = train({
      data,
      out: folder.path,
      epochs: 1000,
      onLine: () => controller.abort(),
      abortSignal: controller.signal,
    });
    await expect(training).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
    expect(await readdir(folder.path)).toEqual([]);
  });
});
