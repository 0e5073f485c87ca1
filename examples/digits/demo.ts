// Trains a model with PyTorch, serves it on this machine, asks it about images it has never seen, and cleans up.
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { deploy, list } from '@torchrelay/core';
import { local } from '@torchrelay/local';
import { inspect } from '@torchrelay/torchscript';

import { classify, type DigitClassifier } from './classify.ts';
import {
  accuracyOf,
  describeAnswers,
  describeEvent,
  describeModel,
  describeSignature,
} from './describe.ts';
import { heldOut, readDigits } from './digit.ts';
import { drawPredictions, pickSome } from './draw-predictions.ts';
import { askAll, intoRequests } from './requests.ts';
import { colorDepth, heading, run, say } from './terminal.ts';
import { train } from './train.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const { values } = parseArgs({
  options: {
    out: { type: 'string', default: here('out') },
    epochs: { type: 'string', default: '10' },
  },
});
const data = here('data/digits.csv.gz');
const model = join(values.out, 'model.pt');
const leastAccuracy = 0.95;

await run(async (abortSignal) => {
  heading('Training a model with PyTorch');
  await train({ data, ...values, onLine: say, abortSignal });

  heading('Reading model.pt, without Python');
  describeModel(await inspect(model, { abortSignal })).forEach(say);

  heading('Deploying it on this machine');
  const target = local();
  const deployment = deploy<DigitClassifier>(model, target, {
    name: 'digits',
    outputs: ['scores'],
    abortSignal,
  });
  for await (const event of deployment) describeEvent(event).forEach(say);
  await using endpoint = await deployment;
  say(`${endpoint.url} answers ${describeSignature(endpoint.signature)}`);

  heading('Asking it about the images that were kept from training');
  const requests = intoRequests(heldOut(await readDigits(data)), { single: 120, batchSize: 20 });
  const answers = await askAll(requests, {
    atOnce: 8,
    ask: (digits) => classify(endpoint, digits, { abortSignal }),
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
  if (accuracyOf(predictions) < leastAccuracy) {
    throw new Error(`The accuracy is below ${leastAccuracy}.`);
  }
});
