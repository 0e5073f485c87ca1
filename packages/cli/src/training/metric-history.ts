import type { TrainingMetric } from '@torchrelay/core';

/** What a job has measured so far. */
export interface MetricHistory {
  /** By name, in the order in which they were first seen; without steps and epochs. */
  readonly series: ReadonlyMap<string, readonly number[]>;
  /** How far it is: `step 10`; empty where the script does not say. */
  readonly progress: () => string;
  readonly add: (metric: TrainingMetric) => void;
}

/** Numbers that say how far it is, and not how well it goes. */
const places: ReadonlySet<string> = new Set(['step', 'epoch', 'iteration']);

export function metricHistory(): MetricHistory {
  const series = new Map<string, number[]>();
  const at = new Map<string, number>();

  function note(name: string, value: number): void {
    const values = series.get(name);
    if (values === undefined) series.set(name, [value]);
    else values.push(value);
  }

  return {
    series,
    progress: () => [...at].map(([name, value]) => `${name} ${value}`).join(', '),
    add({ values }) {
      for (const [name, value] of Object.entries(values)) {
        if (places.has(name)) at.set(name, value);
        else note(name, value);
      }
    },
  };
}
