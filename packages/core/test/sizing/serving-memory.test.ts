import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { inspect, type Model } from '@torchrelay/torchscript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { MemoryEstimate, MemoryTerm } from '../../src/size/memory-estimate.ts';
import { sumTerms } from '../../src/size/memory-estimate.ts';
import { estimateServing } from '../../src/size/serving/estimate-serving.ts';
import { type MeasuredRun, measurePeaks, measureResident } from './measured-peaks.ts';

/** The rules were made with these in view. */
const familiar = [
  'perceptron',
  'residual-network',
  'plain-network',
  'segmenter',
  'mobile-network',
  'encoder',
  'older-encoder',
  'decoder',
  'recurrent-network',
];
/** With none of these: they say what the rules are worth. */
const unfamiliar = ['vision-transformer', 'language-model', 'audio-network'];

const folder = mkdtempSync(join(tmpdir(), 'torchrelay-sizing-'));
afterAll(() => rmSync(folder, { recursive: true }));

let runs: readonly MeasuredRun[] = [];
beforeAll(async () => {
  const kinds = [...familiar, ...unfamiliar];
  runs = await measurePeaks({ folder, device: 'cpu', batches: [2], kinds });
}, 600_000);

/** Tokens that the decoder's cache holds, by which its inputs are made. */
const sequenceLength = 512;

async function compare(kind: string): Promise<{ measured: number; run: MemoryEstimate }> {
  const found = runs.find((run) => run.kind === kind);
  if (found?.peakBytes === undefined) throw new Error(`${kind} was not measured`);
  const { batch: batchSize, inputs, peakBytes } = found;
  const setup = { model: await modelOf(kind), inputs, batchSize, sequenceLength };
  const terms = estimateServing({ ...setup, device: 'cpu' }).terms.filter(isOfRun);
  return { measured: peakBytes, run: sumTerms(terms) };
}

const modelOf = (kind: string): Promise<Model> => inspect(join(folder, `${kind}.pt`));

function isOfRun({ name }: MemoryTerm): boolean {
  return !['weights', 'the server’s process', 'the operating system'].includes(name);
}

describe('what a run takes on real PyTorch', () => {
  test.each([...familiar, ...unfamiliar])('lies in the range of the estimate: %s', async (kind) => {
    const { measured, run } = await compare(kind);
    expect(measured).toBeGreaterThanOrEqual(run.lowBytes);
    expect(measured).toBeLessThanOrEqual(run.highBytes);
  });

  test.each(familiar)('is what was expected, within 45 percent: %s', async (kind) => {
    const { measured, run } = await compare(kind);
    expect(run.bytes / measured).toBeGreaterThan(0.55);
    expect(run.bytes / measured).toBeLessThan(1.45);
  });

  test.each(['vision-transformer', 'language-model'])(
    'is what was expected, within 30 percent, of a transformer that the rules were not made with: %s',
    async (kind) => {
      const { measured, run } = await compare(kind);
      expect(Math.abs(run.bytes / measured - 1)).toBeLessThan(0.3);
    },
  );

  test('of convolutions that the rules were not made with is within a factor of three', async () => {
    const { measured, run } = await compare('audio-network');
    expect(run.bytes / measured).toBeGreaterThan(1 / 3);
    expect(run.bytes / measured).toBeLessThan(3);
  });
});

describe('what a decoder is', () => {
  test('is seen in its file, and in no other’s', async () => {
    const cached = [...familiar, ...unfamiliar].map(async (kind) => {
      const { terms } = estimateServing({ model: await modelOf(kind) });
      return terms.some(({ name }) => name === 'keys and values') ? [kind] : [];
    });
    expect((await Promise.all(cached)).flat()).toEqual(['decoder']);
  });
});

describe('RAM of a machine without a GPU', () => {
  test.each([
    ['perceptron', 512, [512, 1024]],
    ['plain-network', 4, [4, 3, 128, 128]],
  ] as const)('holds a real process that serves a %s', async (kind, batchSize, shape) => {
    const resident = await measureResident({ folder, kind, shape });
    const inputs = [{ datatype: 'FP32', shape }] as const;
    const model = await modelOf(kind);
    const estimate = estimateServing({ model, inputs, batchSize, device: 'cpu' });
    const process = sumTerms(estimate.terms.filter(({ name }) => name !== 'the operating system'));
    expect(resident).toBeGreaterThan(process.lowBytes);
    // The server itself is not in this process, and its share is a gigabyte.
    expect(resident).toBeLessThan(process.bytes);
  });
});
