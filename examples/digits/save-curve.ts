// Trains the digits model and draws how its loss fell, for the documentation:
//
//     node --conditions=torchrelay-source examples/digits/save-curve.ts docs/loss-curve.svg
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { train } from '@torchrelay/core';
import { local } from '@torchrelay/local';

import { type CurvePoint, curveSvg } from './curve-svg.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const path = process.argv[2] ?? 'loss-curve.svg';

const job = {
  name: 'digits',
  source: here('train'),
  entry: 'train.py',
  data: { digits: here('data') },
  processesPerNode: 2,
};
const run = await train(job, local());
const { metrics } = await run.result();

const points: CurvePoint[] = [];
for await (const { values } of run.metrics()) {
  const { step, loss } = values;
  if (step !== undefined && loss !== undefined) points.push({ step, loss });
}
const accuracy = metrics['accuracy']?.toFixed(3);
await writeFile(
  path,
  curveSvg(points, `The loss of the digits model in two processes, to an accuracy of ${accuracy}`),
);
console.log(`${points.length} points in ${path}`);
