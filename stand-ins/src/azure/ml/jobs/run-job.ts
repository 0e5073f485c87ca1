import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import type { MlWorkspace } from '../ml-workspace.ts';
import { bring, takerOf } from './job-folders.ts';
import { type JobNode, startNode } from './job-node.ts';
import { nodeEnvironment } from './node-environment.ts';
import { JobError, type MlJob } from './ml-job.ts';

const pollInMs = 25;
/** Of half a minute. */
const graceInMs = 20_000;

export type RunEnd = 'done' | 'interrupted' | 'canceled';

interface Run {
  readonly workspace: MlWorkspace;
  readonly job: MlJob;
  readonly folder: string;
}

type Take = () => Promise<void>;

/** One run of a job's nodes: folders in, the command on each, folders out. */
export async function startRun(run: Run): Promise<RunEnd> {
  const { job, workspace } = run;
  await bringInputs(run);
  const mounts = await openMounts(run);
  if (job.isToEnd) return 'canceled';
  job.status = 'Running';
  job.startedAt ??= new Date().toISOString();
  const port = await freePort();
  const count = job.written.resources?.instanceCount ?? 1;
  const places = Array.from({ length: count }, (_, node) => placeOf(run, node));
  job.nodes = places.map((place) => launch(run, place, port));
  const logs = keepLogs(job, workspace);
  const keep = async (): Promise<void> => {
    for (const take of [...mounts, logs]) await take();
  };
  try {
    const end = await follow(job, keep);
    if (end !== 'done') return end;
    job.status = 'Finalizing';
    for (const { uploads } of places) for (const upload of uploads) await upload();
    return end;
  } finally {
    await Promise.all(job.nodes.map((node) => node.kill()));
    await logs();
  }
}

async function bringInputs({ workspace: { storage }, job, folder }: Run): Promise<void> {
  for (const [name, { uri }] of Object.entries(job.written.inputs ?? {}))
    await bring(uri, join(folder, 'inputs', name), { storage, isNeeded: true });
}

/** Every node sees the same. */
async function openMounts({ workspace: { storage }, job, folder }: Run): Promise<Take[]> {
  const takers: Take[] = [];
  for (const [name, { uri, mode }] of Object.entries(job.written.outputs ?? {})) {
    if (mode !== 'ReadWriteMount') continue;
    const place = join(folder, 'mounts', name);
    await bring(uri, place, { storage, isNeeded: false });
    takers.push(takerOf(place, uri, storage));
  }
  return takers;
}

/** Where one node finds and leaves everything. */
interface NodePlace {
  readonly node: number;
  readonly own: string;
  /** By `inputs.NAME`, `outputs.NAME`. */
  readonly folders: Readonly<Record<string, string>>;
  /** What is taken at the end. */
  readonly uploads: readonly Take[];
}

function placeOf({ workspace: { storage }, job, folder }: Run, node: number): NodePlace {
  const own = join(folder, 'nodes', String(node));
  const folders: Record<string, string> = {};
  const uploads: Take[] = [];
  for (const name of Object.keys(job.written.inputs ?? {}))
    folders[`inputs.${name}`] = join(folder, 'inputs', name);
  for (const [name, { uri, mode }] of Object.entries(job.written.outputs ?? {})) {
    const isMount = mode === 'ReadWriteMount';
    const place = isMount ? join(folder, 'mounts', name) : join(own, 'outputs', name);
    mkdirSync(place, { recursive: true });
    folders[`outputs.${name}`] = place;
    if (!isMount) uploads.push(takerOf(place, uri, storage));
  }
  return { node, own, folders, uploads };
}

function launch({ workspace, job }: Run, { node, own, folders }: NodePlace, port: number): JobNode {
  const { trainingPython: python } = workspace;
  // Without one nothing runs: jobs go on until they are cancelled.
  if (python === undefined) return idleNode;
  const command = job.written.command.replaceAll(
    /\$\{\{(\S+?)\}\}/g,
    (_, name: string) => folders[name] ?? '',
  );
  const environment = nodeEnvironment({ workspace, job, node, port, folders });
  return startNode({ folder: own, command, environment, python });
}

const idleNode: JobNode = {
  log: '',
  exitCode: () => undefined,
  askToEnd() {},
  async kill() {},
};

async function follow(job: MlJob, keep: () => Promise<void>): Promise<RunEnd> {
  const began = Date.now();
  const limitInMs = 1000 * Number(/^PT(\d+)S$/.exec(job.written.limits?.timeout ?? '')?.[1] ?? 1e9);
  for (;;) {
    await delay(pollInMs);
    const codes = job.nodes.map((node) => node.exitCode());
    await keep();
    if (job.isInterrupted) return 'interrupted';
    if (job.isToEnd || Date.now() - began > limitInMs) return askToEnd(job, keep);
    const failed = codes.find((code) => code !== undefined && code !== 0);
    if (failed !== undefined) throw failure(failed);
    if (codes.every((code) => code === 0)) return 'done';
  }
}

async function askToEnd({ nodes }: MlJob, keep: () => Promise<void>): Promise<RunEnd> {
  const until = Date.now() + graceInMs;
  for (const node of nodes) node.askToEnd();
  const isRunning = (node: JobNode): boolean => node !== idleNode && node.exitCode() === undefined;
  while (Date.now() < until && nodes.some(isRunning)) await delay(pollInMs);
  await keep();
  return 'canceled';
}

/** As Azure ML's runtime says it; what the script said itself is in its log. */
function failure(code: number): JobError {
  const said = `Execution failed. User process 'python3' exited with status code ${code}. Please check log file 'user_logs/std_log.txt' for error details. Error: see the log.`;
  return new JobError('UserError', said);
}

/** What each node has written, as files of the run. */
function keepLogs(job: MlJob, { storage }: MlWorkspace): () => Promise<void> {
  const sizes = new Map<string, number>();
  return async () => {
    for (const [index, { log }] of job.nodes.entries()) {
      if (log === '') continue;
      const bytes = await readFile(log);
      if (sizes.get(log) === bytes.length) continue;
      sizes.set(log, bytes.length);
      const path =
        job.nodes.length === 1 ? 'user_logs/std_log.txt' : `user_logs/std_log_process_${index}.txt`;
      await storage.writeLog(logBlob(job, path), bytes);
      job.logs.add(path);
    }
  };
}

/** Where Azure ML keeps the files of a run. */
export function logBlob({ name }: MlJob, path: string): string {
  return `ExperimentRun/dcid.${name}/${path}`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
