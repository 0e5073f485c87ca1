import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import {
  forgetTraining,
  type JobDefinition,
  readAll,
  train,
  type TrainingResult,
  type TrainingRun,
  type TrainOptions,
} from '@torchrelay/core';

import { countingScript } from './counting-script.ts';
import type { TrainingSubject } from './training-subject.ts';

export const jobName = 'promise';
const pollInMs = 50;

/** Folders of code and data for one promise, and the verbs on them. */
export interface TrainingAccount extends AsyncDisposable {
  readonly folder: string;
  readonly start: (
    changes?: Partial<JobDefinition>,
    options?: TrainOptions,
  ) => Promise<TrainingRun>;
  readonly definition: (changes?: Partial<JobDefinition>) => JobDefinition;
  readonly options: TrainOptions;
  readonly finish: (run: TrainingRun) => Promise<TrainingResult>;
}

export function trainingAccount(subject: TrainingSubject): TrainingAccount {
  const folder = mkdtempSync(join(tmpdir(), 'torchrelay-training-'));
  const options: TrainOptions = {
    cacheFolder: join(folder, 'cache'),
    timing: { mostPollInMs: pollInMs, firstRetryInMs: 20, ...subject.timing },
  };
  write(join(folder, 'code', 'train.py'), countingScript);
  const definition = (changes: Partial<JobDefinition> = {}): JobDefinition => ({
    name: jobName,
    source: join(folder, 'code'),
    entry: 'train.py',
    ...subject.job,
    ...changes,
  });
  return {
    folder,
    options,
    definition,
    start: async (changes, own = {}) =>
      train(definition(changes), subject.createTarget(), { ...options, ...own }),
    finish: (run) => run.result({ pollInMs }),
    async [Symbol.asyncDispose]() {
      await forgetTraining(jobName, subject.createTarget(), options);
      rmSync(folder, { recursive: true });
    },
  };
}

export function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** What the script saw of its surroundings. */
export interface Seen {
  readonly arguments: readonly string[];
  readonly world: number;
  /** The step at which it began: what its checkpoint said. */
  readonly begun: number;
  readonly data: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly setting: string | null;
  readonly code: readonly string[];
}

export async function seenBy(result: TrainingResult): Promise<Seen> {
  return JSON.parse(new TextDecoder().decode(await readAll(await result.read('seen.json'))));
}

export async function textOf(run: TrainingRun): Promise<string> {
  const lines: string[] = [];
  for await (const { text } of run.logs()) lines.push(text);
  return lines.join('\n');
}

/** Waits until the script has counted so far. */
export async function untilStep(run: TrainingRun, step: number): Promise<void> {
  while (!(await textOf(run)).includes(`"step": ${step},`)) {
    const { state, detail } = await run.status();
    if (['failed', 'stopped', 'interrupted'].includes(state))
      throw new Error(`it ${state} before step ${step}: ${detail}`);
    await delay(pollInMs);
  }
}
