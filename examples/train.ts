// Trains on this machine, follows what the script writes down, and lists what it leaves.
import { fileURLToPath } from 'node:url';

import { train } from '@torchrelay/core';
import { local } from '@torchrelay/local';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const target = local();

const run = await train(
  {
    name: 'digits',
    source: here('digits/train'),
    entry: 'train.py',
    args: ['--epochs', '2'],
    data: { digits: here('digits/data') },
  },
  target,
);

for await (const { values } of run.metrics({ follow: true })) {
  console.log(`step ${values['step']}, loss ${values['loss']?.toFixed(2)}`);
}
const result = await run.result();
console.log('accuracy', result.metrics['accuracy']?.toFixed(2));

// deploy(trainedModel(result), target) would serve it.
console.log(result.files.map(({ path }) => path).join(' '));
