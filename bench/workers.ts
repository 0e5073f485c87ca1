/**
 * What a worker of the local server takes until it could load a model, forked as the server does it and as a Python of
 * its own, in turns; and how much memory it has to itself once it has answered for a small one:
 *   node --conditions=torchrelay-source bench/workers.ts [rounds]
 * Linux on x64 only: elsewhere nothing is forked.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { loadModel } from '../packages/local/src/worker/load-model.ts';
import { startWorker, type WorkerProcess } from '../packages/local/src/worker/worker-process.ts';
import {
  createWorkerSource,
  type WorkerSource,
} from '../packages/local/src/worker/worker-source.ts';
import { servingPython } from './serve/python.ts';

const ANSWERS = 10;

interface Sample {
  readonly milliseconds: number;
  /** Of no other process. */
  readonly mebibytes: number;
}

const rounds = Number(process.argv[2] ?? 7);
const home = await mkdtemp(join(tmpdir(), 'torchrelay-bench-'));
const modelPath = join(home, 'model.pt');
const script = join(import.meta.dirname, 'soak/model.py');
await promisify(execFile)(servingPython, ['-W', 'ignore', script, modelPath]);
const forking = createWorkerSource();
const ways = { forked: forking, own: createWorkerSource({ arch: 'arm64' }) };
const samples: Record<keyof typeof ways, Sample[]> = { forked: [], own: [] };

// The first of a server waits for the import that the others are spared.
const first = await measure(forking);
for (let round = 0; round < rounds; round += 1) {
  samples.own.push(await measure(ways.own));
  samples.forked.push(await measure(ways.forked));
}
await forking.rest();
await rm(home, { recursive: true });

const own = mediansOf(samples.own);
const forked = mediansOf(samples.forked);
print('first of a server', first);
print('each one more, forked', forked);
print('a Python of its own', own);
console.log(
  `one more starts ${(own.milliseconds / forked.milliseconds).toFixed(0)} times as fast, with ` +
    `${(own.mebibytes / forked.mebibytes).toFixed(0)} times less memory of its own`,
);

async function measure({ make }: WorkerSource): Promise<Sample> {
  const started = performance.now();
  const worker = await startWorker({ python: servingPython, home, threads: 1, make });
  const milliseconds = performance.now() - started;
  await use(worker);
  const mebibytes = await privateMebibytes(worker);
  worker.kill();
  await worker.ended;
  return { milliseconds, mebibytes };
}

async function use(worker: WorkerProcess): Promise<void> {
  const inputs = [{ name: 'x', datatype: 'FP32' as const, shape: [-1, -1] }];
  const settings = { device: 'cpu', strict: true, warmUp: true, mayWriteFiles: true };
  await loadModel({ worker, model: { modelPath, inputs, ...settings } });
  const x = { name: 'x', datatype: 'FP32', shape: [1, 4], bytes: new Uint8Array(16) } as const;
  for (let asked = 0; asked < ANSWERS; asked += 1)
    await worker.request({ type: 'infer', tensors: [x] });
}

async function privateMebibytes({ pid }: WorkerProcess): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
  const kibibytes = [...text.matchAll(/^Private_(?:Clean|Dirty): +(\d+) kB$/gm)];
  return kibibytes.reduce((sum, [, count]) => sum + Number(count), 0) / 1024;
}

function mediansOf(all: readonly Sample[]): Sample {
  const median = (values: readonly number[]): number =>
    values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
  return {
    milliseconds: median(all.map(({ milliseconds }) => milliseconds)),
    mebibytes: median(all.map(({ mebibytes }) => mebibytes)),
  };
}

function print(what: string, { milliseconds, mebibytes }: Sample): void {
  const time = `${milliseconds.toFixed(0)} ms`.padStart(8);
  console.log(`${what.padEnd(22)} ${time} ${`${mebibytes.toFixed(0)} MiB`.padStart(8)}`);
}
