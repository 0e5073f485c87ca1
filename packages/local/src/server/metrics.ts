/** Counts what the server did, for Prometheus. */
export interface Metrics {
  countRequest(options: { deployment: string; status: number; durationInMs: number }): void;
  countBatch(options: { deployment: string; requests: number; rows: number }): void;
  countLostWorker(deployment: string): void;
  /** The text format, version 0.0.4. */
  render(gauges: readonly Gauge[]): string;
}

/** What is so right now. */
export interface Gauge {
  readonly name: string;
  readonly help: string;
  readonly deployment: string;
  readonly value: number;
}

/** Upper bounds in seconds. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

interface Histogram {
  readonly counts: number[];
  sum: number;
  count: number;
}

export function createMetrics(): Metrics {
  const counters = new Map<string, Map<string, number>>();
  const durations = new Map<string, Histogram>();

  const add = (name: string, labels: string, amount = 1): void => {
    const series = counters.get(name) ?? new Map<string, number>();
    counters.set(name, series.set(labels, (series.get(labels) ?? 0) + amount));
  };
  const observe = (labels: string, seconds: number): void => {
    const histogram = durations.get(labels) ?? { counts: BUCKETS.map(() => 0), sum: 0, count: 0 };
    durations.set(labels, histogram);
    BUCKETS.forEach((bound, index) => {
      if (seconds <= bound) histogram.counts[index] = (histogram.counts[index] ?? 0) + 1;
    });
    histogram.sum += seconds;
    histogram.count += 1;
  };

  return {
    countRequest({ deployment, status, durationInMs }) {
      add('requests', `${label(deployment)},status="${status}"`);
      observe(label(deployment), durationInMs / 1000);
    },
    countBatch({ deployment, requests, rows }) {
      add('batches', label(deployment));
      add('batched_requests', label(deployment), requests);
      add('batched_rows', label(deployment), rows);
    },
    countLostWorker: (deployment) => add('workers_lost', label(deployment)),
    render: (gauges) =>
      [
        ...renderCounters(counters),
        ...renderDurations(durations),
        ...renderGauges(gauges),
        '',
      ].join('\n'),
  };
}

const HELP: Readonly<Record<string, string>> = {
  requests: 'Inference requests answered, by HTTP status.',
  batches: 'Calls of the model.',
  batched_requests: 'Requests that took part in calls of the model.',
  batched_rows: 'Rows that took part in calls of the model; 0 for a model without batches.',
  workers_lost: 'Python workers that died.',
};

function label(deployment: string): string {
  return `deployment="${deployment}"`;
}

function* renderCounters(
  counters: ReadonlyMap<string, ReadonlyMap<string, number>>,
): Iterable<string> {
  for (const [name, series] of counters) {
    yield* head(`torchrelay_${name}_total`, HELP[name] ?? '', 'counter');
    for (const [labels, value] of series) yield `torchrelay_${name}_total{${labels}} ${value}`;
  }
}

function* renderDurations(durations: ReadonlyMap<string, Histogram>): Iterable<string> {
  const name = 'torchrelay_request_duration_seconds';
  if (durations.size > 0) yield* head(name, 'From first byte in to whole answer.', 'histogram');
  for (const [labels, { counts, sum, count }] of durations) {
    for (const [index, bound] of BUCKETS.entries()) {
      yield `${name}_bucket{${labels},le="${bound}"} ${counts[index]}`;
    }
    yield `${name}_bucket{${labels},le="+Inf"} ${count}`;
    yield `${name}_sum{${labels}} ${sum}`;
    yield `${name}_count{${labels}} ${count}`;
  }
}

function* renderGauges(gauges: readonly Gauge[]): Iterable<string> {
  for (const [name, series = []] of Object.entries(Object.groupBy(gauges, (gauge) => gauge.name))) {
    yield* head(`torchrelay_${name}`, series[0]?.help ?? '', 'gauge');
    for (const { deployment, value } of series)
      yield `torchrelay_${name}{${label(deployment)}} ${value}`;
  }
}

function head(name: string, help: string, type: string): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
}
