/**
 * Estimates of memory beside what a GPU shows, batch after batch until it is full:
 *   TORCHRELAY_PYTHON=… node --conditions=torchrelay-source bench/gpu/main.ts [--device cpu] [kind…]
 * Needs a Python whose PyTorch sees a CUDA device. With `--device cpu` it tries itself out on two small batches,
 * which shows that it works and nothing about a GPU.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { estimateServing } from '../../packages/core/src/index.ts';
import { type MeasuredRun, measurePeaks } from '../../packages/core/test/sizing/measured-peaks.ts';
import { inspect } from '../../packages/torchscript/src/index.ts';
import { compare, report, type Comparison } from './compare.ts';

/** One of each sort: a CNN, an encoder, a decoder with its keys and values, an MLP; and a CNN and an encoder more. */
const usual = [
  'residual-network',
  'encoder',
  'decoder',
  'perceptron',
  'plain-network',
  'older-encoder',
];

const { values, positionals } = parseArgs({
  options: { device: { type: 'string', default: 'cuda' } },
  allowPositionals: true,
});
const device = values.device === 'cpu' ? 'cpu' : 'cuda';
const kinds = positionals.length > 0 ? positionals : usual;
const batches = device === 'cpu' ? [1, 2] : Array.from({ length: 24 }, (_, power) => 2 ** power);

const folder = await mkdtemp(join(tmpdir(), 'bench-gpu-'));
try {
  const runs = await measurePeaks({ folder, device, batches, kinds });
  const comparisons = await Promise.all(runs.map(compareRun));
  console.log(report(comparisons, device).join('\n'));
} finally {
  await rm(folder, { recursive: true });
}

async function compareRun(run: MeasuredRun): Promise<Comparison> {
  const model = await inspect(join(folder, `${run.kind}.pt`));
  const estimate = estimateServing({
    model,
    inputs: run.inputs,
    batchSize: run.batch,
    // The decoder's inputs are made with so many tokens in its cache.
    sequenceLength: 512,
    device,
  });
  return compare(run, estimate, device);
}
