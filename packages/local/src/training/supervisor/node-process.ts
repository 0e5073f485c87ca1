import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { objectsFolder } from '../../store/object-paths.ts';
import { scrubbedEnvironment } from '../../python/scrubbed-environment.ts';
import type { JobConfig, JobFolder } from '../job-folder.ts';
import { killLeftBehind } from './kill-left-behind.ts';

/** How a node ended. */
export interface NodeEnd {
  readonly node: number;
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** One node: a process that starts torchrun, as it would on a machine of its own. */
export interface NodeProcess {
  readonly ended: Promise<NodeEnd>;
  /** The script is told, and may still write a checkpoint. */
  readonly stop: () => void;
  readonly kill: () => void;
}

/**
 * In the environment of everything that a node starts, so that nothing of it is overlooked: its folder, which no other
 * node has. The job's id would not do: in another home the same job has the same.
 */
const nodeVariable = 'TORCHRELAY_NODE_FOLDER';

export function startNode({
  node,
  folder,
  config,
  secrets,
  port,
  onLine,
}: {
  readonly node: number;
  readonly folder: JobFolder;
  readonly config: JobConfig;
  readonly secrets: Readonly<Record<string, string>>;
  /** Where the nodes meet. */
  readonly port: number;
  readonly onLine: (text: string, node: number) => void;
}): NodeProcess {
  const work = join(folder.work, `node-${node}`);
  mkdirSync(work, { recursive: true });
  const child = spawn(config.python, argumentsOf({ node, folder, config, work, port }), {
    cwd: work,
    env: environmentOf({ node, config, secrets, work }),
    // It ends when its standard input does: when this process is gone, however it went.
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (text) => onLine(text, node));
  return {
    ended: endOf(child, node, () => killLeftBehind(nodeVariable, work)),
    stop: () => void child.kill('SIGTERM'),
    kill() {
      child.kill('SIGKILL');
      killLeftBehind(nodeVariable, work);
    },
  };
}

function argumentsOf({
  node,
  folder,
  config: { spec, storeRoot },
  work,
  port,
}: {
  readonly node: number;
  readonly folder: JobFolder;
  readonly config: JobConfig;
  readonly work: string;
  readonly port: number;
}): string[] {
  const stored = (prefix: string): string => join(objectsFolder(storeRoot), prefix);
  const data = Object.entries(spec.data).flatMap(([name, from]) => {
    if (from.kind === 'uri') return [];
    return [`--data=${name}=${from.kind === 'folder' ? from.path : stored(from.prefix)}`];
  });
  return [
    join(stored(spec.inputPrefix), 'run_training.py'),
    `--code=${stored(spec.codePrefix)}`,
    // Only the first node's is the result.
    `--model=${node === 0 ? folder.model : join(work, 'model')}`,
    `--checkpoints=${stored(spec.checkpointPrefix)}`,
    `--work=${work}`,
    ...data,
    `--node=${node}`,
    `--port=${port}`,
    '--end-with-stdin',
  ];
}

function environmentOf({
  node,
  config: { spec, cudaDevices },
  secrets,
  work,
}: {
  readonly node: number;
  readonly config: JobConfig;
  readonly secrets: Readonly<Record<string, string>>;
  readonly work: string;
}): Record<string, string> {
  const share = Math.floor(cudaDevices.length / spec.nodes);
  const devices = cudaDevices.slice(node * share, (node + 1) * share);
  return {
    ...scrubbedEnvironment({ home: work, cudaDevice: devices.join(',') }),
    ...secrets,
    [nodeVariable]: work,
  };
}

function endOf(child: ChildProcess, node: number, onExit: () => void): Promise<NodeEnd> {
  return new Promise((resolve) => {
    child.once('error', () => resolve({ node, exitCode: 127, signal: null }));
    // What a killed node has left running holds its output open, too.
    child.once('exit', onExit);
    // With the last of its output.
    child.once('close', (exitCode, signal) => resolve({ node, exitCode, signal }));
  });
}
