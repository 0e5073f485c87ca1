import { sagemaker } from '@torchrelay/aws';
import { trainingRun } from '@torchrelay/core';
import { startAddingContainer, startSagemaker } from '@torchrelay/stand-ins';
import { expect, test } from 'vitest';

import { trainOnSpot } from './train-on-spot.ts';

test(
  'what is interrupted begins again at its last checkpoint, and ends with the whole result',
  { timeout: 300_000 },
  async () => {
    const trainingPython = process.env['TORCHRELAY_PYTHON'] ?? 'python3';
    await using aws = await startSagemaker({ start: startAddingContainer, trainingPython });
    const { endpoint, region, credentials } = aws;
    const target = sagemaker({ endpoint, region, credentials, lookUp: false });
    const training = trainOnSpot({
      target,
      accelerator: 'cpu',
      environment: { SECONDS_PER_STEP: '0.05' },
    });
    training.catch(() => {});

    await interruptAt({ step: 20, target, interrupt: (id) => aws.trouble({ interrupt: [id] }) });
    const { metrics, files, run } = await training;

    expect(metrics['begun']).toBeGreaterThanOrEqual(20);
    expect(metrics['loss']).toBeLessThan(0.001);
    expect(files.map(({ path }) => path)).toContain('model.pt');
    expect(await run.status()).toMatchObject({ state: 'succeeded' });
  },
);

async function interruptAt({
  step,
  target,
  interrupt,
}: {
  readonly step: number;
  readonly target: ReturnType<typeof sagemaker>;
  readonly interrupt: (id: string) => Promise<void>;
}): Promise<void> {
  for (;;) {
    const run = await trainingRun('spot-line', target).catch(() => undefined);
    if (run !== undefined) {
      for await (const { values } of run.metrics())
        if (values['step'] === step) return interrupt(run.id);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
