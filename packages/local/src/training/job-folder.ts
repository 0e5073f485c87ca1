import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { JobState, TrainSpec } from '@torchrelay/core/target';

import { hasCode } from '../has-code.ts';
import type { ProcessIdentity } from '../server/process-identity.ts';

/** Where the parts of one attempt are. */
export interface JobFolder {
  readonly root: string;
  /** What the supervisor is told. */
  readonly config: string;
  readonly state: string;
  readonly log: string;
  /** What the first node writes as the result. */
  readonly model: string;
  /** One folder for each node. */
  readonly work: string;
}

export function jobFolder(root: string): JobFolder {
  return {
    root,
    config: join(root, 'config.json'),
    state: join(root, 'state.json'),
    log: join(root, 'log.jsonl'),
    model: join(root, 'model'),
    work: join(root, 'work'),
  };
}

/** What the supervisor needs to run a job: no secret is in it. */
export interface JobConfig {
  readonly spec: TrainSpec;
  /** The folder of the store. */
  readonly storeRoot: string;
  readonly python: string;
  readonly cudaDevices: readonly string[];
  /** Whether it ends with the process that started it. */
  readonly isAttached: boolean;
}

/** What is known of a job, as the supervisor wrote it last. */
export interface StoredState {
  readonly state: JobState;
  readonly detail?: string;
  readonly supervisor: ProcessIdentity;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly endedAt?: number;
}

/** @returns false when another supervisor has the job */
export function claimState({ state }: JobFolder, stored: StoredState): boolean {
  try {
    writeFileSync(state, JSON.stringify(stored), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Whole or not at all: others read it at any time. */
export function writeState({ state }: JobFolder, stored: StoredState): void {
  writeFileSync(`${state}.part`, JSON.stringify(stored), { mode: 0o600 });
  renameSync(`${state}.part`, state);
}

export function readState({ state }: JobFolder): StoredState | undefined {
  if (!existsSync(state)) return undefined;
  const text = readFileSync(state, 'utf8');
  // A supervisor that has just claimed it may not have written it yet.
  return text === '' ? undefined : JSON.parse(text);
}
