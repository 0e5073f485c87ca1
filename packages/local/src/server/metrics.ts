import { MODEL_NAME, MODEL_VERSION } from './model-name.ts';

/**
 * Counts what the server did, for Prometheus. What Triton counts too has Triton's name, text and labels, and the
 * deployment beside them.
 */
export interface Metrics {
  countRequest(options: { deployment: string; status: number; durationInMs: number }): void;
  /** A call of the model. `inferences` are its rows, or its requests where the model knows no batches. */
  countBatch(options: { deployment: string; requests: number; inferences: number }): void;
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

/** Sent to nobody, counted only; the number is nginx's and Triton's. */
export const CLIENT_GONE = 499;

/** Upper bounds in seconds. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

interface Histogram {
  /** In each bucket alone; what is told includes the smaller ones. */
  readonly counts: number[];
  sum: number;
  count: number;
}

/** @param onRequest is told of each request, too */
export function createMetrics(onRequest: Metrics['countRequest'] = () => {}): Metrics {
  const counters = new Map<string, Map<string, number>>();
  const durations = new Map<string, Histogram>();
  // Written once: every request needs four of them.
  const labelsOf = remember((deployment: string) => ({
    own: label(deployment),
    model: modelLabels(deployment),
    ofStatus: remember((status: number) => `${label(deployment)},status="${status}"`),
  }));

  const add = (name: string, labels: string, amount = 1): void => {
    const series = counters.get(name) ?? new Map<string, number>();
    counters.set(name, series.set(labels, (series.get(labels) ?? 0) + amount));
  };
  const observe = (labels: string, seconds: number): void => {
    const histogram = durations.get(labels) ?? { counts: BUCKETS.map(() => 0), sum: 0, count: 0 };
    durations.set(labels, histogram);
    const bucket = BUCKETS.findIndex((bound) => seconds <= bound);
    if (bucket >= 0) histogram.counts[bucket] = (histogram.counts[bucket] ?? 0) + 1;
    histogram.sum += seconds;
    histogram.count += 1;
  };

  return {
    countRequest({ deployment, status, durationInMs }) {
      onRequest({ deployment, status, durationInMs });
      const { own, model, ofStatus } = labelsOf(deployment);
      add('torchrelay_requests_total', ofStatus(status));
      if (status < 400) add('nv_inference_request_success', model);
      else add('nv_inference_request_failure', `${model},reason="${reasonOf(status)}"`);
      add('nv_inference_request_duration_us', model, Math.round(durationInMs * 1000));
      observe(own, durationInMs / 1000);
    },
    countBatch({ deployment, requests, inferences }) {
      const { own, model } = labelsOf(deployment);
      add('nv_inference_exec_count', model);
      add('nv_inference_count', model, inferences);
      add('torchrelay_batched_requests_total', own, requests);
    },
    countLostWorker: (deployment) => add('torchrelay_workers_lost_total', label(deployment)),
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
  nv_inference_request_success: 'Number of successful inference requests, all batch sizes',
  nv_inference_request_failure: 'Number of failed inference requests, all batch sizes',
  nv_inference_request_duration_us: 'Cumulative inference request duration in microseconds',
  nv_inference_count: 'Number of inferences performed',
  nv_inference_exec_count: 'Number of model executions performed',
  torchrelay_requests_total: 'Inference requests answered, by HTTP status.',
  torchrelay_batched_requests_total: 'Requests that took part in executions of the model.',
  torchrelay_workers_lost_total: 'Python workers that died.',
};

/** Triton's four. */
function reasonOf(status: number): 'REJECTED' | 'CANCELED' | 'BACKEND' | 'OTHER' {
  if (status === 429) return 'REJECTED';
  if (status === CLIENT_GONE) return 'CANCELED';
  return status >= 500 ? 'BACKEND' : 'OTHER';
}

function remember<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const made = new Map<Key, Value>();
  return (key) => {
    const value = made.get(key) ?? make(key);
    made.set(key, value);
    return value;
  };
}

function label(deployment: string): string {
  return `deployment="${deployment}"`;
}

function modelLabels(deployment: string): string {
  return `model="${MODEL_NAME}",version="${MODEL_VERSION}",${label(deployment)}`;
}

function* renderCounters(
  counters: ReadonlyMap<string, ReadonlyMap<string, number>>,
): Iterable<string> {
  for (const [name, series] of counters) {
    yield* head(name, HELP[name] ?? '', 'counter');
    for (const [labels, value] of series) yield `${name}{${labels}} ${value}`;
  }
}

function* renderDurations(durations: ReadonlyMap<string, Histogram>): Iterable<string> {
  const name = 'torchrelay_request_duration_seconds';
  if (durations.size > 0) yield* head(name, 'From first byte in to whole answer.', 'histogram');
  for (const [labels, { counts, sum, count }] of durations) {
    let below = 0;
    for (const [index, bound] of BUCKETS.entries()) {
      below += counts[index] ?? 0;
      yield `${name}_bucket{${labels},le="${bound}"} ${below}`;
    }
    yield `${name}_bucket{${labels},le="+Inf"} ${count}`;
    yield `${name}_sum{${labels}} ${sum}`;
    yield `${name}_count{${labels}} ${count}`;
  }
}

function* renderGauges(gauges: readonly Gauge[]): Iterable<string> {
  for (const [name, series = []] of Object.entries(Object.groupBy(gauges, (gauge) => gauge.name))) {
    yield* head(name, series[0]?.help ?? '', 'gauge');
    const labels = name.startsWith('nv_') ? modelLabels : label;
    for (const { deployment, value } of series) yield `${name}{${labels(deployment)}} ${value}`;
  }
}

function head(name: string, help: string, type: string): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
}
