import { availableParallelism, cpus } from 'node:os';
import { type Case, casesOf, type Encoding, type Model, type Scope } from './cases.ts';
import type { Contender } from './contender.ts';
import type { LoadClient, LoadResult } from './load.ts';
import type { RawTorch } from './raw-torch.ts';

/** Not counted: Node compiles what runs often, anew for each kind of load, and would be measured while it does. */
const WARM_UP_ROUNDS = 2;

/** The rounds of one contender in one case. */
export interface Measurement {
  readonly contender: string;
  readonly case: Case;
  readonly rounds: Round[];
}

interface Round extends LoadResult {
  /** Of all processes of the machine together, the client too. */
  readonly processorMsPerRequest: number;
}

/** PyTorch without a server. */
export interface RawMeasurement {
  readonly processes: number;
  readonly batch: number;
  /** Examples per second. */
  readonly rounds: number[];
}

export interface ModelMeasurements {
  readonly model: Model;
  readonly servers: readonly Measurement[];
  readonly raw: readonly RawMeasurement[];
}

/** All contenders side by side: round after round, case after case, in an order that turns around each round. */
export async function measure({
  model,
  scope,
  contenders,
  load,
  raw,
}: {
  model: Model;
  scope: Scope;
  contenders: readonly Contender[];
  load: LoadClient;
  raw: RawTorch;
}): Promise<ModelMeasurements> {
  const example = exampleOf(model);
  await requireSameAnswers({ contenders, example, encodings: scope.encodings });
  const ask = async (asked: Asked): Promise<Round> => {
    const { contender, encoding, connections, durationInMs } = asked;
    const request = contender.request(encoding, example);
    const before = processorMs();
    const result = await load.run({ request, connections, durationInMs });
    const requests = (result.requestsPerSecond * durationInMs) / 1000;
    return { ...result, processorMsPerRequest: (processorMs() - before) / requests };
  };

  const servers = casesOf(model, scope).map((item) =>
    contenders.map((contender) => ({
      asked: {
        contender,
        encoding: item.encoding,
        connections: item.clients,
        durationInMs: model.roundInMs,
      },
      measurement: { contender: contender.name, case: item, rounds: [] as Round[] },
    })),
  );
  const cores = availableParallelism();
  const raws: RawMeasurement[] = [
    { processes: 1, batch: 1, rounds: [] },
    { processes: 1, batch: 8, rounds: [] },
    { processes: cores, batch: 1, rounds: [] },
    { processes: cores, batch: 8, rounds: [] },
  ];
  for (let round = 0; round < WARM_UP_ROUNDS; round += 1)
    for (const { asked } of servers.flat()) await ask(asked);
  for (let round = 0; round < scope.rounds; round += 1) {
    for (const group of servers)
      for (const { asked, measurement } of round % 2 === 0 ? group : group.toReversed())
        measurement.rounds.push(await ask(asked));
    for (const { processes, batch, rounds } of raws)
      rounds.push(await raw.run({ model, batch, processes, seconds: model.roundInMs / 2000 }));
  }
  return { model, servers: servers.flat().map(({ measurement }) => measurement), raw: raws };
}

interface Asked {
  readonly contender: Contender;
  readonly encoding: Encoding;
  readonly connections: number;
  readonly durationInMs: number;
}

/** What the cores have worked since the machine was started, in milliseconds. */
function processorMs(): number {
  return cpus().reduce(
    (sum, { times: { user, nice, sys, irq } }) => sum + user + nice + sys + irq,
    0,
  );
}

/** The same numbers in every run. */
export function exampleOf({ shape }: Model): Float32Array {
  const size = shape.reduce((product, length) => product * length, 1);
  return Float32Array.from({ length: size }, (_, index) => Math.sin(index * 0.7));
}

/** A server that answers something else would be fast for nothing. */
async function requireSameAnswers({
  contenders,
  example,
  encodings,
}: {
  contenders: readonly Contender[];
  example: Float32Array;
  encodings: readonly Encoding[];
}): Promise<void> {
  let expected: Float32Array | undefined;
  for (const contender of contenders) {
    for (const encoding of encodings) {
      const { url, headers, body } = contender.request(encoding, example);
      const answer = await fetch(url, { method: 'POST', headers, body: Buffer.from(body) });
      if (!answer.ok)
        throw new Error(`${contender.name} answers ${answer.status}: ${await answer.text()}`);
      const numbers = await contender.read(encoding, answer);
      expected ??= numbers;
      if (!isClose(numbers, expected))
        throw new Error(`${contender.name} answers other numbers in ${encoding} than the first.`);
    }
  }
}

function isClose(numbers: Float32Array, expected: Float32Array): boolean {
  return (
    numbers.length === expected.length &&
    numbers.every((value, index) => Math.abs(value - (expected[index] ?? Number.NaN)) < 1e-3)
  );
}
