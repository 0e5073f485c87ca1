import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import {
  forgetTraining,
  type JobDefinition,
  pipeline,
  train,
  trainingRun,
  type TrainOptions,
} from '@torchrelay/core';
import type { Target } from '@torchrelay/core/target';

import type { Course } from './course.ts';
import { declared, timing } from './served-offset.ts';

/**
 * A job is started and stopped; goes on, loses its nodes, and is followed to its end; a pipeline trains another, judges
 * and serves it; and all that was trained is forgotten, while it serves.
 */
export const trainingCourse: Course = {
  verbs: ['train', 'stop', 'follow', 'pipeline', 'forget'],
  commands: {
    train: {
      run: startWaiting,
      settle: (target, name) => hasBegun(1, target, name),
      offset: undefined,
    },
    stop: {
      async run(target, name) {
        const run = await trainingRun(name, target, options);
        await run.status();
        await run.stop();
      },
      offset: undefined,
    },
    follow: {
      async prepare(target, name, { interrupt }) {
        const run = await startWaiting(target, name);
        await hasBegun(2, target, name);
        await interrupt(run.id);
        while ((await run.status()).state !== 'interrupted') await setTimeout(20);
      },
      async run(target, name) {
        const run = await trainingRun(name, target, options);
        await run.result();
      },
      offset: undefined,
    },
    pipeline: {
      run: (target, name) =>
        pipeline(
          {
            name,
            train: { ...job, target, args: ['at once'] },
            gate: { metric: 'accuracy', min: 0.8 },
            serve: { ...withoutTiming, target },
          },
          options,
        ),
      offset: 1,
    },
    forget: { run: (target, name) => forgetTraining(name, target, options), offset: 1 },
  },
  leftovers: (audit) =>
    audit.filter((line) => /\b(?:jobs?|code|data)\/|\bjob\b|torchrelay-job\./.test(line)),
};

const { timing: _, ...withoutTiming } = declared;
const options: Pick<TrainOptions, 'timing'> = { timing };

const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const job: Omit<JobDefinition, 'name'> = {
  source: folder('job'),
  entry: 'train.py',
  data: { models: folder('job-data') },
  accelerator: 'cpu',
};

function startWaiting(target: Target, name: string): ReturnType<typeof train> {
  return train({ ...job, name, args: ['wait'] }, target, options);
}

/** Until the script has begun so often: each time it leaves a checkpoint. */
async function hasBegun(times: number, { store }: Target, name: string): Promise<void> {
  for (;;) {
    const keys = await Array.fromAsync(store.doList(`jobs/${name}/`, {}), ({ key }) => key);
    if (keys.filter((key) => key.includes('/checkpoints/')).length >= times) return;
    await setTimeout(50);
  }
}
