import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deploy } from '../../packages/core/src/index.ts';
import { local } from '../../packages/local/src/index.ts';
import { servingPython } from '../serve/python.ts';
import { serverIn, workersOf } from '../soak/processes.ts';

export interface CheckResult {
  readonly name: string;
  /** What was seen instead; `undefined` when all was well. */
  readonly problem: string | undefined;
}

interface Served extends AsyncDisposable {
  readonly workers: () => number[];
  /** What comes back for an index: the numbers, or the status and the error. */
  readonly ask: (index: number, mebibytes?: number) => Promise<readonly number[] | string>;
}

/** What can be seen on a GPU only; see each name. */
export async function* checkOnGpu({
  model,
  folder,
  device,
  gpus,
}: {
  model: string;
  folder: string;
  device: 'cpu' | 'cuda';
  gpus: number;
}): AsyncIterable<CheckResult> {
  await using served = await serve({ model, home: join(folder, 'gpu'), device });
  const visible = served.workers().map(visibleDevice);
  yield check('each GPU has one worker, which sees no other', {
    seen: new Set(visible).size === gpus && visible.length === gpus && !visible.includes(''),
    instead: `${gpus} GPUs; the workers see ${JSON.stringify(visible)}`,
  });

  await using reference = await serve({ model, home: join(folder, 'cpu'), device: 'cpu' });
  const [there, here] = [await served.ask(7), await reference.ask(7)];
  yield check('the answers are those of the CPU, rounding apart', {
    seen: isClose(there, here),
    instead: `${String(there)} and ${String(here)}`,
  });

  const before = served.workers();
  const failed = await served.ask(1_000_000);
  const after = await served.ask(7);
  yield check('an index out of range fails its own request only', {
    seen: String(failed).startsWith('500') && isClose(after, here),
    instead: `${String(failed)}, then ${String(after)}`,
  });
  yield check('and the worker that has lost its GPU by it is replaced', {
    seen: served.workers().some((pid) => !before.includes(pid)),
    instead: `the workers are still ${before.join()}`,
  });

  const workers = served.workers();
  const tooMuch = await served.ask(7, 10_000_000);
  yield check('more memory than the GPU has is an error of the request, and costs no worker', {
    seen: String(tooMuch).startsWith('500') && String(served.workers()) === String(workers),
    instead: `${String(tooMuch)}, workers ${workers.join()} and then ${served.workers().join()}`,
  });
}

function check(name: string, { seen, instead }: { seen: boolean; instead: string }): CheckResult {
  return { name, problem: seen ? undefined : instead };
}

async function serve({
  model,
  home,
  device,
}: {
  model: string;
  home: string;
  device: 'cpu' | 'cuda';
}): Promise<Served> {
  const endpoint = await deploy(model, local({ python: servingPython, home, device }), {
    name: 'gpu',
    inputs: { index: 'INT64[-1]', mebibytes: 'INT64[1]' },
    outputs: { rows: 'FP32[-1,8]' },
    examples: { index: [1], mebibytes: [0] },
  });
  const server = serverIn(home);
  return {
    workers: () => workersOf(server),
    async ask(index, mebibytes = 0) {
      const inputs = [
        { name: 'index', datatype: 'INT64', shape: [1], data: [index] },
        { name: 'mebibytes', datatype: 'INT64', shape: [1], data: [mebibytes] },
      ];
      const response = await fetch(`${endpoint.url}/v2/models/model/infer`, {
        method: 'POST',
        body: JSON.stringify({ inputs }),
      });
      const text = await response.text();
      return response.status === 200
        ? JSON.parse(text).outputs[0].data
        : `${response.status} ${text}`;
    },
    [Symbol.asyncDispose]: () => endpoint[Symbol.asyncDispose](),
  };
}

function visibleDevice(pid: number): string {
  const variables = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  return variables.find((each) => each.startsWith('CUDA_VISIBLE_DEVICES='))?.split('=')[1] ?? '';
}

/** Other kernels add in another order. */
const TOLERANCE = 1e-4;

function isClose(one: readonly number[] | string, other: readonly number[] | string): boolean {
  if (typeof one === 'string' || typeof other === 'string' || one.length !== other.length)
    return false;
  return one.every((value, index) => Math.abs(value - (other[index] ?? Number.NaN)) < TOLERANCE);
}
