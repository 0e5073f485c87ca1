import { readFileSync } from 'node:fs';
import { Socket } from 'node:net';

import { thisProcess } from '../../server/process-identity.ts';
import { claimState, type JobConfig, jobFolder } from '../job-folder.ts';
import { lifelineDescriptor, secretsVariable } from '../spawn-supervisor.ts';
import { superviseJob } from './supervise-job.ts';

/** The whole life of the process. */
export async function superviseProcess(root: string): Promise<void> {
  const folder = jobFolder(root);
  const config: JobConfig = JSON.parse(readFileSync(folder.config, 'utf8'));
  const secrets = takeSecrets();
  const supervisor = thisProcess();
  const startedAt = Date.now();
  if (!claimState(folder, { state: 'starting', supervisor, startedAt })) return;
  const job = superviseJob({ folder, config, secrets, supervisor, startedAt });
  process.on('SIGTERM', () => job.stop());
  // Control-C in a terminal reaches the whole group; whoever started the job decides.
  process.on('SIGINT', () => {});
  if (config.isAttached) endWithStarter(job.abandon);
  await job.ended;
  process.exit(0);
}

function takeSecrets(): Record<string, string> {
  const text = process.env[secretsVariable] ?? '{}';
  delete process.env[secretsVariable];
  return JSON.parse(text);
}

/** The starter's home, with the job's folder in it, goes with it. */
function endWithStarter(abandon: () => void): void {
  const lifeline = new Socket({ fd: lifelineDescriptor, readable: true, writable: false });
  lifeline.on('error', () => {});
  lifeline.once('close', () => {
    abandon();
    process.exit(0);
  });
  lifeline.resume();
}
