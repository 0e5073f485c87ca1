import type { Encoding } from './cases.ts';
import type { Measurement, ModelMeasurements } from './measure.ts';
import { noModel } from './no-model.ts';

/**
 * Every round of one model as a table: requests per second, the median and 99th percentile in ms, and the processor time
 * of one request in ms, that of the client and of whatever else ran included.
 */
export function table({ model, servers, raw }: ModelMeasurements): string {
  const lines = servers.map(({ contender, case: { encoding, clients }, rounds }) =>
    [
      encoding.padEnd(8),
      String(clients).padStart(7),
      `  ${contender.padEnd(38)}`,
      rate(median(rounds.map(({ requestsPerSecond }) => requestsPerSecond))),
      milliseconds(median(rounds.map(({ p50InMs }) => p50InMs))),
      milliseconds(median(rounds.map(({ p99InMs }) => p99InMs))),
      milliseconds(median(rounds.map((round) => round.processorMsPerRequest))),
    ].join(''),
  );
  const rawLines = raw.map(({ processes, batch, rounds }) => {
    const name = `PyTorch alone, ${processes} x batch ${batch}`;
    return `${''.padEnd(17)}${name.padEnd(38)}${rate(median(rounds))}`;
  });
  return [
    `\n${model.name}, FP32[${model.shape.join(',')}]`,
    `${'format'.padEnd(8)}clients${''.padEnd(40)}    per s    p50 ms    p99 ms    CPU ms`,
    ...lines,
    ...rawLines,
  ].join('\n');
}

/** What the goals ask about. Ratios are taken round by round, so that a machine that becomes slower is slower for both. */
export function verdicts({ model, servers, raw }: ModelMeasurements): string[] {
  const ratio = (encoding: Encoding, clients: number): readonly [Ratio, Ratio] | undefined =>
    ratiosToFastapi(
      servers.filter(({ case: item }) => item.encoding === encoding && item.clients === clients),
    );
  const goals: readonly (readonly [Encoding, number, number | undefined])[] = [
    ['json', 1, 0.9],
    ['json', 8, { mlp: 2, encoder: 1.3 }[model.name]],
    ['json', 32, undefined],
    ['binary', 1, 0.9],
    ['binary', 8, { mlp: 3, encoder: 1.3 }[model.name]],
    ['binary', 32, undefined],
  ];
  return [
    ...goals.flatMap(([encoding, clients, goal]) => {
      const found = ratio(encoding, clients);
      if (found === undefined) return [];
      const what = `${model.name} ${encoding} ${clients}: `;
      const [[names, value], [limitNames, limit]] = found;
      return [
        line({ what: what + names, value, goal }),
        line({ what: what + limitNames, value: limit, goal: undefined }),
      ];
    }),
    ...rawVerdicts({ model, servers, raw }),
  ];
}

type Ratio = readonly [of: string, value: number];

/** Ours, and what no server could beat: the same client, answered at once. */
function ratiosToFastapi(group: readonly Measurement[]): readonly [Ratio, Ratio] | undefined {
  const ours = fastest(group.filter(isOurs));
  const limit = group.find(isLimit);
  const theirs = fastest(group.filter((each) => !isOurs(each) && !isLimit(each)));
  if (ours === undefined || theirs === undefined || limit === undefined) return undefined;
  return [ratioOf(ours, theirs), ratioOf(limit, theirs)];
}

function ratioOf(one: Measurement, other: Measurement): Ratio {
  const ratios = one.rounds.map(
    ({ requestsPerSecond }, round) =>
      requestsPerSecond / (other.rounds[round]?.requestsPerSecond ?? Number.NaN),
  );
  return [`${one.contender} / ${other.contender}`, median(ratios)];
}

/** With 8 clients and bytes, against the fastest that PyTorch alone was, however it was run. */
function rawVerdicts({ model, servers, raw }: ModelMeasurements): string[] {
  const ours = fastest(
    servers.filter(
      (measurement) =>
        isOurs(measurement) &&
        measurement.case.encoding === 'binary' &&
        measurement.case.clients === 8,
    ),
  );
  const goal = { encoder: 0.9, cnn: 0.95 }[model.name];
  if (ours === undefined || goal === undefined) return [];
  const limit = Math.max(...raw.map(({ rounds }) => median(rounds)));
  const what = `${model.name} binary 8: ${ours.contender} / PyTorch alone at its fastest`;
  return [line({ what, value: rateOf(ours) / limit, goal })];
}

function isOurs({ contender }: Measurement): boolean {
  return contender.startsWith('torchrelay');
}

function isLimit({ contender }: Measurement): boolean {
  return contender === noModel;
}

function fastest(measurements: readonly Measurement[]): Measurement | undefined {
  return measurements.toSorted((one, other) => rateOf(other) - rateOf(one))[0];
}

function rateOf({ rounds }: Measurement): number {
  return median(rounds.map(({ requestsPerSecond }) => requestsPerSecond));
}

function line({
  what,
  value,
  goal,
}: {
  what: string;
  value: number;
  goal: number | undefined;
}): string {
  const verdict =
    goal === undefined ? '' : `   goal ${goal}: ${value >= goal ? 'reached' : 'MISSED'}`;
  return `${value.toFixed(2).padStart(6)} x  ${what}${verdict}`;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function rate(value: number): string {
  return value.toFixed(value < 100 ? 1 : 0).padStart(9);
}

function milliseconds(value: number): string {
  return value.toFixed(2).padStart(10);
}
