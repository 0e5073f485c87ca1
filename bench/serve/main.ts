/**
 * How fast models are served, side by side with FastAPI on uvicorn, with PyTorch alone, and with a server that has no model:
 *   node --conditions=torchrelay-source bench/serve/main.ts [--quick] [--model mlp|encoder|cnn] [--workers <n>]
 * Takes about seven minutes, with `--quick` about one. `--workers` is for torchrelay; `local()` chooses otherwise.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { complete, quick, type Model, type Scope } from './cases.ts';
import { type FastapiServer, startFastapi } from './fastapi.ts';
import { type LoadClient, startLoadClient } from './load.ts';
import { exampleOf, measure, type ModelMeasurements } from './measure.ts';
import { startNoModel } from './no-model.ts';
import { benchPython, servingPython } from './python.ts';
import { type RawTorch, startRawTorch } from './raw-torch.ts';
import { table, verdicts } from './report.ts';
import { startTorchrelay } from './torchrelay.ts';

const run = promisify(execFile);
const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    model: { type: 'string' },
    workers: { type: 'string' },
  },
});
const { models, ...rest } = values.quick ? quick : complete;
const scope: Scope = {
  ...rest,
  models: models.filter(({ name }) => values.model === undefined || name === values.model),
};

const startedAt = performance.now();
const python = await benchPython();
const folder = await mkdtemp(join(tmpdir(), 'bench-serve-'));
try {
  console.log(`${availableParallelism()} cores, ${cpus()[0]?.model}, Node ${process.version}`);
  console.log(`load before: ${load()}; ${scope.rounds} rounds, medians`);
  await run(servingPython, ['-W', 'ignore', join(import.meta.dirname, 'models.py'), folder]);
  const ratios = await measureAll();
  console.log(`\n${ratios.join('\n')}`);
  console.log(`\nload after: ${load()}, ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function measureAll(): Promise<string[]> {
  const shared = { python, folder, models: scope.models };
  using client = startLoadClient();
  await using started = new AsyncDisposableStack();
  const [one, two, raw] = await Promise.all([
    startFastapi({ ...shared, workers: 1 }).then((server) => started.use(server)),
    startFastapi({ ...shared, workers: 2 }).then((server) => started.use(server)),
    startRawTorch(shared).then((torch) => started.use(torch)),
  ]);
  const ratios: string[] = [];
  for (const model of scope.models) {
    const measured = await measureModel({ model, others: [one, two], client, raw });
    console.log(table(measured));
    ratios.push(...verdicts(measured));
  }
  return ratios;
}

async function measureModel({
  model,
  others,
  client,
  raw,
}: {
  model: Model;
  others: readonly FastapiServer[];
  client: LoadClient;
  raw: RawTorch;
}): Promise<ModelMeasurements> {
  const workers = values.workers === undefined ? undefined : Number(values.workers);
  const options = { model, folder, python: servingPython, workers };
  await using single = await startTorchrelay({ ...options, maxBatchSize: 0 });
  await using batched = await startTorchrelay({ ...options, maxBatchSize: 8 });
  using limit = await startNoModel({ like: single, example: exampleOf(model) });
  const contenders = [single, batched, ...others.map((other) => other.contender(model)), limit];
  return await measure({ model, scope, contenders, load: client, raw });
}

function load(): string {
  return loadavg()
    .map((value) => value.toFixed(2))
    .join(' ');
}
