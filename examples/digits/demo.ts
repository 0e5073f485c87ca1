// The whole way: trains a model in two processes, judges it, serves it on this machine, asks it about images it has
// never seen, and cleans up.
import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { definePipeline, list, pipeline, readAll } from '@torchrelay/core';
import { local } from '@torchrelay/local';
import { inspect } from '@torchrelay/torchscript';

import { classify, type DigitClassifier } from './classify.ts';
import { describeAnswers, describeEvent, describeModel, describeSignature } from './describe.ts';
import { heldOut, readDigits } from './digit.ts';
import { drawLosses } from './draw-losses.ts';
import { drawPredictions, pickSome } from './draw-predictions.ts';
import { followTraining } from './follow-training.ts';
import { askAll, intoRequests } from './requests.ts';
import { colorDepth, heading, run, say } from './terminal.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const { values } = parseArgs({
  options: {
    out: { type: 'string', default: here('out') },
    epochs: { type: 'string', default: '10' },
    'least-accuracy': { type: 'string', default: '0.95' },
  },
});
const data = here('data');
const model = join(values.out, 'model.pt');
const target = local();
/** Done when all that the training prints has been shown. */
let shown: Promise<void> | undefined;

const digits = definePipeline({
  name: 'digits',
  train: {
    target,
    source: here('train'),
    entry: 'train.py',
    args: ['--epochs', values.epochs],
    data: { digits: data },
    processesPerNode: 2,
  },
  async gate({ metrics: { accuracy = 0 }, result }) {
    await shown;
    const bytes = result.model && (await readAll(result.model.source));
    await mkdir(values.out, { recursive: true });
    await writeFile(model, bytes ?? '');

    heading('Reading model.pt, without Python');
    describeModel(await inspect(model)).forEach(say);

    heading('Judging it');
    const least = Number(values['least-accuracy']);
    if (accuracy < least) return `its accuracy is ${accuracy.toFixed(3)}, below ${least}`;
    say(`accuracy ${accuracy.toFixed(3)} on images that were kept from training: good enough`);

    heading('Deploying it on this machine');
    return true;
  },
  serve: { target, outputs: ['scores'] },
});

await run(async (abortSignal) => {
  heading('Training a model with PyTorch, in two processes');
  const relay = pipeline<DigitClassifier>(digits, { abortSignal });
  for await (const event of relay) {
    if (event.type === 'job-state') shown ??= showTraining(abortSignal);
    describeEvent(event).forEach(say);
  }
  const { endpoint: served } = await relay;
  await using endpoint = served;
  say(`${endpoint.url} answers ${describeSignature(endpoint.signature)}`);

  heading('Asking it about the images that were kept from training');
  const images = heldOut(await readDigits(join(data, 'digits.csv.gz')));
  const requests = intoRequests(images, { single: 120, batchSize: 20 });
  const answers = await askAll(requests, {
    atOnce: 8,
    ask: (some) => classify(endpoint, some, { abortSignal }),
  });
  describeAnswers(answers).forEach(say);
  const predictions = answers.flatMap((answer) => answer.predictions);
  say('');
  drawPredictions(pickSome(predictions, 4), { colorDepth: colorDepth() }).forEach(say);

  heading('Destroying it');
  await endpoint.destroy();
  const left = await Array.fromAsync(list(target));
  say(`${left.length} deployments are left on this machine`);
  say(`to serve the model again: npx torchrelay deploy ${relative('.', model)}`);

  if (left.length > 0) throw new Error('Not everything was destroyed.');
});

async function showTraining(abortSignal: AbortSignal): Promise<void> {
  const losses = await followTraining({ name: digits.name, target, onLine: say, abortSignal });
  say(`loss ${drawLosses(losses)}`);
}
