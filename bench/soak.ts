/**
 * Serves for a long time while workers are killed at random, and sees that no request is lost and no memory is:
 *   node --conditions=torchrelay-source bench/soak.ts [--minutes 60 | --seconds 20] [--clients 8] [--json]
 * Linux only: the workers are found, and their memory is read, under /proc. Exit code 1 when something was wrong.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';
import { deploy } from '../packages/core/src/index.ts';
import { local } from '../packages/local/src/index.ts';
import { servingPython } from './serve/python.ts';
import { createClients } from './soak/clients.ts';
import { watchMemory } from './soak/memory.ts';
import { killWorkers } from './soak/kill-workers.ts';
import { isRunning, pythonsOf, serverIn } from './soak/processes.ts';
import { printReport, problemsIn, type SoakReport } from './soak/report.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string' },
    seconds: { type: 'string' },
    clients: { type: 'string', default: '8' },
    json: { type: 'boolean', default: false },
  },
});
const LONGEST_END_IN_MS = 5000;
const seconds = Number(values.seconds ?? Number(values.minutes ?? 60) * 60);

const folder = await mkdtemp(join(tmpdir(), 'torchrelay-soak-'));
try {
  const model = join(folder, 'model.pt');
  const script = join(import.meta.dirname, 'soak/model.py');
  await promisify(execFile)(servingPython, ['-W', 'ignore', script, model]);
  const report = await soak(model);
  const problems = problemsIn(report);
  if (values.json) console.log(JSON.stringify({ ...report, problems }));
  else printReport({ report, problems });
  if (problems.length > 0) process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function soak(model: string): Promise<SoakReport> {
  const home = join(folder, 'home');
  const endpoint = await deploy(model, local({ python: servingPython, home, workers: 2 }), {
    name: 'soak',
    inputs: { x: 'FP32[-1,-1]' },
    outputs: { y: 'FP32[-1,-1]' },
    maxBatchSize: 8,
  });
  const { url } = endpoint;
  if (url === undefined) throw new Error('A local endpoint without an address.');
  const server = serverIn(home);
  const done = new AbortController();
  const abortSignal = done.signal;
  const clients = createClients({ url, count: Number(values.clients), abortSignal });
  const killing = killWorkers({
    server,
    longestPauseInMs: Math.min(8000, seconds * 100),
    abortSignal,
  });
  const watching = watchMemory({ server, abortSignal });
  await wait(seconds * 1000);
  done.abort();
  const [outcomes, kills, memory] = await Promise.all([clients, killing, watching]);
  const processes = [server.pid, ...pythonsOf(server)];
  await endpoint[Symbol.asyncDispose]();
  const left = await countLeft(processes);
  return { seconds, outcomes, kills, memory, left };
}

/** Its last act is to remove what says that it is there: whoever sees that is a moment early. */
async function countLeft(processes: readonly number[]): Promise<number> {
  const deadline = performance.now() + LONGEST_END_IN_MS;
  while (performance.now() < deadline && processes.some(isRunning)) await wait(50);
  return processes.filter(isRunning).length;
}
