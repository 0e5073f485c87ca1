import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { mlSizes } from '../ml-sizes.ts';
import type { MlWorkspace } from '../ml-workspace.ts';
import { JobError, type MlJob } from './ml-job.ts';
import { startRun } from './run-job.ts';

/** Takes a job to its end, through the states that Azure ML shows. */
export async function carryOut(workspace: MlWorkspace, job: MlJob): Promise<void> {
  try {
    await run(workspace, job);
    job.status = 'Completed';
  } catch (error) {
    if (error instanceof Canceled) job.status = 'Canceled';
    else {
      const code = error instanceof JobError ? error.code : 'ServiceError';
      const message = error instanceof Error ? error.message : String(error);
      job.error = { code, message };
      job.status = 'Failed';
    }
  }
  job.endedAt = new Date().toISOString();
}

class Canceled extends Error {}

async function run(workspace: MlWorkspace, job: MlJob): Promise<void> {
  const step = async (status: string): Promise<void> => {
    job.status = status;
    await delay(workspace.changeInMs);
    if (job.isToEnd) throw new Canceled();
  };
  for (;;) {
    await step('Provisioning');
    refuseQuota(workspace, job);
    await step('Queued');
    while (workspace.troubles.exhausted.has(sizeOf(workspace, job))) await step('Queued');
    await step('Preparing');
    failWhereAsked(workspace, job);
    await step('Starting');
    const folder = mkdtempSync(join(tmpdir(), 'torchrelay-azureml-'));
    try {
      const end = await startRun({ workspace, job, folder });
      if (end === 'canceled') throw new Canceled();
      if (end === 'done') return;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    job.isInterrupted = false;
    if (!isSpot(workspace, job)) throw new JobError('UserError', preempted);
  }
}

/** As it was published by those who met it. */
const preempted =
  'AzureMLCompute job failed. PreemptionError: Nodes of this job got pre-empted. Check if the run has failed or restarted. Reason: Received pre-emption warning signal.';

function refuseQuota(workspace: MlWorkspace, job: MlJob): void {
  const size = sizeOf(workspace, job);
  const left = workspace.troubles.quota.get(size);
  const { vCPUs = 0, family = '' } = mlSizes.find(({ name }) => name === size) ?? {};
  const needed = vCPUs * (job.written.resources?.instanceCount ?? 1);
  if (left === undefined || left >= needed) return;
  // The misspelling is Azure's.
  const said = `AzureMLCompute job failed. The specified subscription has a ${family} vCPU quota of ${left} and cannot accomodate for at least 1 requested managed compute nodes which maps to ${needed} vCPUs.`;
  throw new JobError('UserError', said);
}

function failWhereAsked({ troubles }: MlWorkspace, { name }: MlJob): void {
  if (troubles.imageBuildFails)
    throw new JobError('UserError', 'Image build failed. For more details, check log file.');
  const asked = [...troubles.jobFails].find(([start]) => name.startsWith(start));
  if (asked === undefined) return;
  troubles.jobFails.delete(asked[0]);
  throw new JobError('UserError', asked[1]);
}

function clusterOf({ computes }: MlWorkspace, { written: { computeId } }: MlJob) {
  return computes.get(computeId?.split('/').at(-1) ?? '');
}

function sizeOf(workspace: MlWorkspace, job: MlJob): string {
  const own = clusterOf(workspace, job)?.written.properties.properties.vmSize;
  return own ?? job.written.resources?.instanceType ?? '';
}

function isSpot(workspace: MlWorkspace, job: MlJob): boolean {
  const priority = clusterOf(workspace, job)?.written.properties.properties.vmPriority;
  return priority === 'LowPriority' || job.written.queueSettings?.jobTier === 'Spot';
}
