import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { onTestFinished } from 'vitest';

import type { Json } from '../target/json.ts';
import type { Step } from '../target/step.ts';
import type { Target } from '../target/target.ts';
import type {
  Job,
  JobState,
  Training,
  TrainingCapabilities,
  TrainSpec,
} from '../target/training.ts';
import { testOffer } from './test-offer.ts';
import { type TestStore, testStore } from './test-store.ts';
import { testStep } from './test-target.ts';

/** A platform on which jobs are states, and nothing runs: what core makes of them is what is tested. */
export interface TestTraining {
  readonly store: TestStore;
  /** What a job shows, one state for each look; the last one stays. By attempt's id. */
  readonly jobs: Map<string, readonly JobState[]>;
  /** The states of a job that is started now. */
  starts: readonly JobState[];
  /** Ids in the order in which they were started, and stopped. */
  readonly started: string[];
  readonly stopped: string[];
  /** Called where a result is made known to the platform. */
  onRegister: (spec: TrainSpec) => void | Promise<void>;
  capabilities: Partial<TrainingCapabilities>;
  fingerprint: Json;
  onStep: (step: Step) => void | Promise<void>;
}

export function testTraining(): TestTraining {
  return {
    store: testStore(),
    jobs: new Map(),
    starts: ['succeeded'],
    started: [],
    stopped: [],
    onRegister: () => {},
    capabilities: {},
    fingerprint: {},
    onStep: () => {},
  };
}

export function trainingTarget(cloud: TestTraining): Target & { readonly training: Training } {
  return {
    specificationVersion: 'v1',
    provider: 'test',
    permissions: [],
    doScope: async () => 'test/account',
    store: cloud.store,
    training: {
      get capabilities() {
        return {
          readsFolders: false,
          dataSchemes: ['s3'],
          spot: true,
          endsWithProcess: false,
          ...cloud.capabilities,
        };
      },
      fingerprint: () => cloud.fingerprint,
      doOffers: async () => [testOffer('cheap', { usd: 2, quota: 8 })],
      doObserve: async (id) => look(cloud, id),
      async *doList() {},
      plan: planJob,
      doRegister: async (spec) => cloud.onRegister(spec),
      async doStep(step) {
        await cloud.onStep(step);
        carryOut(cloud, step);
        return { state: 'done' };
      },
    },
  };
}

/** Each look sees the next state. */
function look({ jobs }: TestTraining, id: string): Job | undefined {
  const [state, ...later] = jobs.get(id) ?? [];
  if (state === undefined) return undefined;
  if (later.length > 0) jobs.set(id, later);
  return { id, state, native: null };
}

function planJob(want: TrainSpec | undefined, live: Job | undefined): readonly Step[] {
  if (want !== undefined) return live === undefined ? [testStep('create', want.id)] : [];
  return live === undefined ? [] : [testStep('stop', live.id)];
}

function carryOut({ jobs, starts, started, stopped }: TestTraining, step: Step): void {
  if (step.action === 'create') {
    started.push(step.target);
    jobs.set(step.target, starts);
  } else {
    stopped.push(step.target);
    jobs.set(step.target, ['stopped']);
  }
}

/** A folder with these files, gone with the test. */
export function codeFolder(files: Readonly<Record<string, string>> = { 'train.py': '' }): string {
  const folder = mkdtempSync(join(tmpdir(), 'torchrelay-code-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
  return folder;
}
