import type { MetricSeries, MetricWindow } from '@torchrelay/core/target';

/** What was counted, minute by minute, for the last day: counters tell only how much it was altogether. */
export interface MetricHistory {
  readonly countRequest: (options: {
    readonly status: number;
    readonly durationInMs: number;
  }) => void;
  series(window: MetricWindow): readonly MetricSeries[];
}

const minuteInMs = 60_000;
const minutesKept = 24 * 60;

interface Minute {
  requests: number;
  clientErrors: number;
  serverErrors: number;
  /** How many took about so long, by `stepOf`. */
  readonly durations: Map<number, number>;
}

export function createMetricHistory({
  now = Date.now,
}: { now?: () => number } = {}): MetricHistory {
  const minutes = new Map<number, Minute>();

  const current = (): Minute => {
    const index = Math.floor(now() / minuteInMs);
    const found = minutes.get(index);
    if (found !== undefined) return found;
    for (const old of minutes.keys()) if (old <= index - minutesKept) minutes.delete(old);
    const made = { requests: 0, clientErrors: 0, serverErrors: 0, durations: new Map() };
    minutes.set(index, made);
    return made;
  };

  return {
    countRequest({ status, durationInMs }) {
      const minute = current();
      minute.requests += 1;
      if (status >= 500) minute.serverErrors += 1;
      else if (status >= 400) minute.clientErrors += 1;
      const step = stepOf(durationInMs);
      minute.durations.set(step, (minute.durations.get(step) ?? 0) + 1);
    },
    series({ since, until }) {
      const inside = [...minutes]
        .map(([index, minute]) => ({ time: index * minuteInMs, minute }))
        .filter(({ time }) => time > since - minuteInMs && time < until)
        .toSorted((a, b) => a.time - b.time);
      return measures.map(({ name, unit, of }) => ({
        name,
        unit,
        periodInMs: minuteInMs,
        points: inside.map(({ time, minute }) => ({ time, value: of(minute) })),
      }));
    },
  };
}

/** Each is five per cent longer than the one before: as exact as a line of signs can show, in little memory. */
const growth = 1.05;

function stepOf(durationInMs: number): number {
  return Math.round(Math.log(Math.max(durationInMs, 0.001)) / Math.log(growth));
}

function percentile(share: number): (minute: Minute) => number {
  return ({ durations, requests }) => {
    let left = Math.max(1, Math.ceil(share * requests));
    for (const [step, count] of [...durations].toSorted(([a], [b]) => a - b)) {
      left -= count;
      if (left <= 0) return growth ** step;
    }
    return 0;
  };
}

const measures: readonly {
  readonly name: string;
  readonly unit: string;
  readonly of: (minute: Minute) => number;
}[] = [
  { name: 'requests', unit: 'count', of: ({ requests }) => requests },
  { name: 'client-errors', unit: 'count', of: ({ clientErrors }) => clientErrors },
  { name: 'server-errors', unit: 'count', of: ({ serverErrors }) => serverErrors },
  { name: 'latency-p50', unit: 'ms', of: percentile(0.5) },
  { name: 'latency-p95', unit: 'ms', of: percentile(0.95) },
  { name: 'latency-p99', unit: 'ms', of: percentile(0.99) },
];
