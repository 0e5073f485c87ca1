// Asks models with pictures and texts: what makes tensors of them is declared once, with the model.
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { deploy } from '@torchrelay/core';
import { local } from '@torchrelay/local';

const here = import.meta.dirname;
const folder = await mkdtemp(join(tmpdir(), 'torchrelay-inputs-'));
const python = process.env['TORCHRELAY_PYTHON'] ?? join(here, '../../.python/serving/bin/python');
execFileSync(python, ['-W', 'ignore', join(here, 'models.py'), folder]);

// Deploying copies the models, so they need not stay.
process.on('exit', () => rmSync(folder, { recursive: true }));

await using colours = await deploy(join(folder, 'colours.pt'), local(), {
  inputs: { image: 'FP32[-1,3,32,32]' },
  outputs: ['shares'],
  preprocess: { image: { from: 'image', resize: 36, crop: 32 } },
});
const picture = join(here, 'sunset.jpg');
const { shares } = await colours.predict({ image: [picture, await readFile(picture)] });
console.log(
  shares?.shape,
  'red',
  Number(shares?.data[0]).toLocaleString('en', { style: 'percent' }),
);

await using moods = await deploy(join(folder, 'moods.pt'), local(), {
  inputs: { input_ids: 'INT64[-1,-1]', attention_mask: 'INT64[-1,-1]' },
  outputs: ['gladness'],
  preprocess: { text: { from: 'text', tokenizer: join(here, 'tokenizer.json') } },
});
const texts = ['Wonderful weather!', 'Bad.', 'Good and bad'];
const { gladness } = await moods.predict({ text: texts });
for (const [index, text] of texts.entries()) {
  console.log(text, Number(gladness?.data[index]).toFixed(2));
}
