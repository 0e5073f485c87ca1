import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';

import { callAt } from '../../call-at.ts';
import type { ProcessIdentity } from '../../server/process-identity.ts';
import { type JobConfig, type JobFolder, type StoredState, writeState } from '../job-folder.ts';
import { endOfJob, type NodeLine } from './end-of-job.ts';
import { type NodeEnd, type NodeProcess, startNode } from './node-process.ts';
import { saveOutput } from './save-output.ts';

export interface SupervisedJob {
  readonly ended: Promise<void>;
  readonly stop: () => void;
  /** At once. */
  readonly abandon: () => void;
}

export interface Supervision {
  readonly folder: JobFolder;
  readonly config: JobConfig;
  readonly secrets: Readonly<Record<string, string>>;
  readonly supervisor: ProcessIdentity;
  readonly startedAt: number;
}

/** Starts all nodes, keeps what they write, and says how it ended. */
export function superviseJob(supervision: Supervision): SupervisedJob {
  const { folder, config, supervisor, startedAt } = supervision;
  const lastLines: NodeLine[] = [];
  const nodes: NodeProcess[] = [];
  let whyStopped: string | undefined;

  const tell = (state: Pick<StoredState, 'state' | 'detail' | 'endedAt'>): void =>
    writeState(folder, { ...state, supervisor, startedAt });
  const onLine = (text: string, node: number): void => {
    lastLines.push({ node, text });
    if (lastLines.length > 200) lastLines.shift();
    const line = { time: Date.now(), source: `node-${node}`, text };
    appendFileSync(folder.log, `${JSON.stringify(line)}\n`, { mode: 0o600 });
  };
  const stop = (why = 'it was asked to'): void => {
    if (whyStopped !== undefined) return;
    whyStopped = why;
    tell({ state: 'stopping', detail: why });
    stopNodes();
  };
  const stopNodes = (): void => {
    for (const node of nodes) node.stop();
  };
  const abandon = (): void => {
    for (const node of nodes) node.kill();
  };
  const run = async (): Promise<void> => {
    const ends = await runNodes({
      supervision,
      nodes,
      onLine,
      onStart() {
        if (whyStopped === undefined) tell({ state: 'running' });
        // It was asked to before there was anybody to tell.
        else stopNodes();
      },
    });
    const end = endOfJob({ ends, whyStopped, lastLines });
    if (end.state === 'succeeded') await saveOutput(folder, config);
    rmSync(folder.work, { recursive: true, force: true });
    tell({ ...end, endedAt: Date.now() });
  };
  const { maxRunTimeInMs } = config.spec;
  const cancelLimit = callAt(startedAt + maxRunTimeInMs, () =>
    stop(`it ran for all of its ${maxRunTimeInMs / 1000} s`),
  );
  const ended = run()
    .catch((error: unknown) => {
      abandon();
      tell({ state: 'failed', detail: String(error), endedAt: Date.now() });
    })
    .finally(cancelLimit);
  return { ended, stop: () => stop(), abandon };
}

/** The first that fails, or is lost, takes the others with it: they would wait for it. */
async function runNodes({
  supervision: { folder, config, secrets },
  nodes,
  onLine,
  onStart,
}: {
  readonly supervision: Supervision;
  readonly nodes: NodeProcess[];
  readonly onLine: (text: string, node: number) => void;
  readonly onStart: () => void;
}): Promise<readonly NodeEnd[]> {
  mkdirSync(folder.model, { recursive: true });
  const port = await freePort();
  for (let node = 0; node < config.spec.nodes; node += 1)
    nodes.push(startNode({ node, folder, config, secrets, port, onLine }));
  onStart();
  const ends: NodeEnd[] = [];
  await Promise.all(
    nodes.map(async (node) => {
      const end = await node.ended;
      // In the order of their ends: the first is the cause of the others.
      ends.push(end);
      if (end.exitCode !== 0) for (const other of nodes) other.stop();
    }),
  );
  return ends;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 29_400;
}
