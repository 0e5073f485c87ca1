/**
 * How fast this clone serves, beside another clone of the repository, such as one of an older state:
 *   node --conditions=torchrelay-source bench/serve/paired.ts OTHER [--model encoder] [--clients 8] [--batch 0] [--rounds 12]
 * Both servers run all the time and are asked in turns of half a second, so that what a machine does beside it meets
 * both. OTHER needs its dependencies (`npm run setup` there).
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { complete, type Encoding } from './cases.ts';
import type { Contender } from './contender.ts';
import { type LoadClient, startLoadClient } from './load.ts';
import { exampleOf } from './measure.ts';
import { servingPython } from './python.ts';
import type { startTorchrelay } from './torchrelay.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    model: { type: 'string', default: 'mlp' },
    clients: { type: 'string', default: '8' },
    batch: { type: 'string', default: '0' },
    rounds: { type: 'string', default: '12' },
  },
});
const [other] = positionals;
const model = complete.models.find(({ name }) => name === values.model);
if (other === undefined || model === undefined)
  throw new Error('Name another clone, and one of the models mlp, encoder and cnn.');
const served = model;
const example = exampleOf(served);
const turnInMs = Math.max(500, served.roundInMs);

const folder = await mkdtemp(join(tmpdir(), 'bench-serve-'));
try {
  const script = join(import.meta.dirname, 'models.py');
  await promisify(execFile)(servingPython, ['-W', 'ignore', script, folder]);
  using client = startLoadClient();
  await using theirs = await startFrom(resolve(other));
  await using ours = await startFrom(resolve(import.meta.dirname, '../..'));
  for (const encoding of ['json', 'binary'] as const)
    console.log(await compare({ client, encoding, theirs, ours }));
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** A clone's own server, started by its own code, in a home of its own. */
async function startFrom(clone: string): ReturnType<typeof startTorchrelay> {
  const path = join(clone, 'bench/serve/torchrelay.ts');
  const { startTorchrelay: start }: { startTorchrelay: typeof startTorchrelay } = await import(
    path
  );
  process.env['TORCHRELAY_HOME'] = await mkdtemp(join(folder, 'home-'));
  return start({
    model: served,
    folder,
    python: servingPython,
    workers: undefined,
    maxBatchSize: Number(values.batch),
  });
}

interface Pair {
  readonly client: LoadClient;
  readonly encoding: Encoding;
  readonly theirs: Contender;
  readonly ours: Contender;
}

async function compare({ client, encoding, theirs, ours }: Pair): Promise<string> {
  const ask = async (contender: Contender): Promise<number> => {
    const request = contender.request(encoding, example);
    const connections = Number(values.clients);
    const load = { request, connections, durationInMs: turnInMs };
    return (await client.run(load)).requestsPerSecond;
  };
  for (const contender of [theirs, ours, theirs, ours]) await ask(contender);
  const rounds: { theirs: number; ours: number }[] = [];
  for (let round = 0; round < Number(values.rounds); round += 1) {
    if (round % 2 === 0) rounds.push({ theirs: await ask(theirs), ours: await ask(ours) });
    else rounds.push({ ours: await ask(ours), theirs: await ask(theirs) });
  }
  const ratio = median(rounds.map((round) => round.ours / round.theirs));
  const perSecond = (whose: 'theirs' | 'ours'): string =>
    `${median(rounds.map((round) => round[whose])).toPrecision(4)} per s`;
  return `${values.model} ${encoding} ${values.clients}: ${ratio.toFixed(2)} x (${perSecond('ours')} against ${perSecond('theirs')})`;
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((one, another) => one - another);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
