import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import type { Job, Training } from '@torchrelay/core/target';

import type { LocalSettings } from '../target/local-settings.ts';
import { trainingMachine } from './training-machine.ts';
import { jobFolder, type JobFolder } from './job-folder.ts';
import { jobLogs } from './job-logs.ts';
import { doJobStep } from './job-steps.ts';
import { observeJob } from './observe-job.ts';
import { planJob } from './plan-job.ts';

/** Jobs on this machine: torchrun with real processes, and several nodes as agents that meet over 127.0.0.1. */
export function localTraining({
  settings,
  home,
  root,
}: {
  readonly settings: LocalSettings;
  readonly home: string;
  /** Of the store. */
  readonly root: string;
}): Training {
  const jobs = join(home, 'jobs');
  const at = (id: string): JobFolder => jobFolder(join(jobs, id));
  return {
    capabilities: {
      readsFolders: true,
      dataSchemes: [],
      spot: false,
      endsWithProcess: settings.detached !== true,
    },
    fingerprint: () => ({}),
    doOffers: async () => [await trainingMachine(settings)],
    doObserve: async (id) => observeJob(id, at(id)),
    doList: () => listJobs(jobs, at),
    plan: planJob,
    doStep: (step, call) => doJobStep({ step, call, settings, root, folder: at(step.target) }),
    doForget: async (id) => rmSync(at(id).root, { recursive: true, force: true }),
    doLogs: (id, options, call) => jobLogs(id, at(id), options, call),
  };
}

async function* listJobs(jobs: string, at: (id: string) => JobFolder): AsyncIterable<Job> {
  if (!existsSync(jobs)) return;
  for (const id of readdirSync(jobs).toSorted()) {
    const job = observeJob(id, at(id));
    if (job !== undefined) yield job;
  }
}
