import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { addModel } from '@torchrelay/testing';

import { makeModels } from './models.ts';

/** What somebody types, and where. */
export interface Situation {
  readonly type: readonly string[];
  /** What was done before, of which nothing is kept. */
  readonly before?: readonly (readonly string[])[];
  readonly environment?: Readonly<Record<string, string>>;
  /** What the folder has besides {@link fillFolder}. */
  readonly fill?: (folder: string) => void;
  /** Keys to press when the screen shows a pattern; without them it is agreed to beforehand. */
  readonly answers?: readonly (readonly [pattern: string, keys: string])[];
}

const cloud = ['--target', 'module:./cloud.ts'];
const signature = ['--input', 'x=FP32[-1]', '--output', 'y=FP32[-1]'];
const adder = ['adder.pt', '--name', 'adder', ...cloud, ...signature];
const training = ['train', 'counting', '--', '--model', 'adder.pt'];
const yes = [[String.raw`\[y/N\]`, 'y\n']] as const;
const serving = { TEST_CLOUD: 'serving' };

/** What each command is mostly used for. */
export const situations: Readonly<Record<string, Situation>> = {
  init: { type: ['init'] },
  inspect: { type: ['inspect', 'classifier.pt'], fill: makeModels },
  adapt: {
    type: ['adapt', 'detector.pt', '-o', 'a.pt', '--input', 'image=FP32[-1,3,8,8]', '--set=top=2'],
    fill: makeModels,
  },
  gpus: { type: ['gpus', 'a100'] },
  estimate: {
    type: ['estimate', '7B', '140B', '--gpus', '64'],
  },
  plan: { type: ['plan', ...adder] },
  deploy: { type: ['deploy', ...adder], answers: yes },
  train: { type: training },
  pipeline: { type: ['pipeline', './pipeline.ts'], answers: yes },
  predict: { type: ['predict', 'adder', 'x=[1,2]', ...cloud], environment: serving },
  client: { type: ['client', ...adder.slice(0, 3), ...signature, '-o', 'client.ts'] },
  list: { type: ['list', ...cloud], environment: serving },
  status: { type: ['status', 'adder', ...cloud], environment: serving },
  logs: { before: [training], type: ['logs', 'counting', '--job', '--tail', '2'] },
  metrics: { type: ['metrics', 'adder', '--since', '10m', ...cloud], environment: serving },
  scale: {
    type: ['scale', 'adder', '--instances', '3', ...cloud],
    environment: serving,
    answers: yes,
  },
  stop: {
    before: [['train', 'counting', '--detach', '--', '--seconds', '60']],
    type: ['stop', 'counting'],
  },
  history: { type: ['history', 'adder', ...cloud], environment: { TEST_CLOUD: 'updated' } },
  rollback: {
    type: ['rollback', 'adder', ...cloud],
    environment: { TEST_CLOUD: 'updated' },
    answers: yes,
  },
  destroy: {
    type: ['destroy', 'adder', ...cloud],
    environment: serving,
    answers: yes,
  },
  gc: { type: ['gc', '--dry-run', ...cloud], environment: { TEST_CLOUD: 'updated' } },
  doctor: { type: ['doctor', ...cloud] },
  completion: { type: ['completion', 'bash'] },
};

const support = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** A model, a script that trains, and a cloud in memory, which lives as long as a command does. */
export function fillFolder(folder: string): void {
  copyFileSync(addModel(2), join(folder, 'adder.pt'));
  mkdirSync(join(folder, 'counting'));
  copyFileSync(addModel(1), join(folder, 'counting', 'adder.pt'));
  copyFileSync(support('job/train.py'), join(folder, 'counting', 'train.py'));
  for (const [name, file] of [
    ['cloud.ts', 'memory-target.ts'],
    ['pipeline.ts', 'pipeline.ts'],
  ] as const) {
    writeFileSync(
      join(folder, name),
      `export { default } from ${JSON.stringify(support(file))};\n`,
    );
  }
}
