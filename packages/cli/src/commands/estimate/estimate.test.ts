import { afterAll, describe, expect, test } from 'vitest';

import { createSandbox, runCommand, type CommandResult } from '../../test-support/run-command.ts';
import type { EstimateDocument } from './run.ts';

const sandbox = createSandbox();
afterAll(() => sandbox[Symbol.dispose]());

const estimate = (...commandLine: readonly string[]): Promise<CommandResult> =>
  runCommand(['estimate', ...commandLine], { sandbox });

async function documentOf(...commandLine: readonly string[]): Promise<EstimateDocument> {
  return JSON.parse((await estimate(...commandLine, '--json')).stdout) as EstimateDocument;
}

test('memory, days, dollars and checkpoints of a training are shown', async () => {
  const { stdout, stderr, exitCode } = await estimate(
    '1.5B',
    '30B',
    '--gpus',
    '8',
    '--usd-per-hour',
    '2',
  );
  expect(exitCode).toBe(0);
  expect(stdout).toMatchInlineSnapshot(`
    "1.5B parameters in 20 layers of 2500 (guessed), 30B tokens, on A100-80GB

    Memory of each of 8 GPUs: 8.7 GiB (7.0 GiB to 11.0 GiB), fits
                                  GiB  known as       from
      weights                     0.3  computed       2 bytes × 1,500,000,000 parameters / 8 GPUs
      gradients                   0.3  computed       2 bytes × 1,500,000,000 parameters / 8 GPUs
      optimizer states            2.1  computed       12 bytes × 1,500,000,000 parameters / 8 GPUs
      communication               0.4  rule of thumb  2 bytes × 225,000,000 elements: layers and gradients that are whole for a moment
      activations                 3.1  computed       2,048 tokens × 80,000 bytes × 20 layers
      logits and loss             1.0  computed       10 bytes × 2,048 tokens × 50,000 words
      CUDA context and libraries  1.5  rule of thumb  the context, kernels, cuBLAS, and what NCCL keeps for each of its peers

    GPUs  GiB each        days                  USD
       2      17.1  fits    12  8.6 to 18    $1,117  ████████████████████████
       4      11.5  fits   5.8  4.3 to 8.9   $1,117  ████████████
       8       8.7  fits   2.9  2.2 to 4.5   $1,117  ██████
      16       7.3  fits   1.5  1.1 to 2.2   $1,117  ███
      32       6.6  fits  0.73  0.54 to 1.1  $1,117  █▌

    A checkpoint has 21.0 GB. One every 7 h 43 min loses least, with a failure every 212 d 13 h: training gets ahead 100 % of the time.
    Days rest on a utilisation of 49 % (38 % to 64 %), by the clock: LLaMA-7B, LLaMA-13B, LLaMA-33B, LLaMA-65B, Llama-2-7B, Llama-2-13B, Llama-2-34B, Llama-2-70B, TinyLlama-1.1B, GPT-2-124M.
    "
  `);
  expect(stderr).toMatchInlineSnapshot(`
    "
    At $2.00 for a GPU and hour (--usd-per-hour) 8 GPUs cost $827 to $1,718.
    "
  `);
});

describe('the document', () => {
  test('has every number that is shown, and more', async () => {
    const { job, gpus, rows, price } = await documentOf('7B', '1T', '--usd-per-hour', '2.5');
    expect(job).toMatchObject({ parameters: 7e9, tokens: 1e12, accelerator: 'A100-80GB' });
    expect(price).toEqual({ usdPerGpuHour: 2.5, source: '--usd-per-hour' });
    const [row] = rows;
    expect(row?.gpus).toBe(gpus);
    expect(row?.estimate.costInUsd?.typical).toBeCloseTo(
      2.5 * (row?.estimate.time.gpuHours.typical ?? 0),
      3,
    );
    expect(row?.estimate.memory.terms.map(({ kind }) => kind)).toContain('rule of thumb');
  });

  test('follows what is asked for', async () => {
    const asked =
      '175B 300B --gpus 992 --checkpoint-activations --layers 96 --hidden-size 12288 --sequence-length 1024 --micro-batch-size 2 --accelerator H100-80GB --usd-per-hour 3';
    const document = await documentOf(...asked.split(' '));
    expect(document.job).toMatchObject({
      activationCheckpointing: true,
      shape: { layers: 96, hiddenSize: 12_288 },
      sequenceLength: 1024,
      microBatchSize: 2,
      accelerator: 'H100-80GB',
    });
    expect(document.gpus).toBe(992);
  });
});

test('without a price, the lowest of both clouds’ catalogues is taken, and named', async () => {
  const [{ price }, { stderr }] = await Promise.all([documentOf('7B', '1T'), estimate('7B', '1T')]);
  expect(price?.usdPerGpuHour).toBeGreaterThan(1);
  expect(price?.usdPerGpuHour).toBeLessThan(10);
  expect(stderr).toContain(`(${price?.source})`);
});

test('where no cloud has such a GPU, days are told and dollars are not', async () => {
  const { stdout, stderr } = await estimate('7B', '1T', '--accelerator', 'H100-80GB-PCIe');
  expect(stdout).toContain('unknown');
  expect(stderr).toContain('give --usd-per-hour');
});

test('what does not fit is said, with what could be done', async () => {
  const { stdout, stderr, exitCode } = await estimate('70B', '1T', '--sharding', 'ddp');
  expect(exitCode).toBe(0);
  expect(stdout).toContain('too large');
  expect(stderr).toContain('--sharding zero3');
});

test.each([
  [['7G', '1T'], 2, 'an amount like 124M, 7B or 1.5T'],
  [['7B'], 2, 'tokens'],
  [['7B', '1T', '--sharding', 'fsdp'], 2, 'ddp, zero1, zero2, zero3'],
  [['7B', '1T', '--accelerator', 'X9'], 1, 'no facts about an accelerator "X9"'],
])('%j is answered plainly', async (commandLine, exitCode, message) => {
  const result = await estimate(...commandLine);
  expect(result.stderr).toContain(message);
  expect(result.exitCode).toBe(exitCode);
  expect(result.stdout).toBe('');
});
