/** The time that metrics are asked for. */
export interface MetricWindow {
  /** In milliseconds since 1970. */
  readonly since: number;
  /** In milliseconds since 1970. */
  readonly until: number;
}

/**
 * One quantity over time. What two targets both measure has the same name on both:
 *
 * - `requests`, `client-errors` (4xx), `server-errors` (5xx): counts, unit `count`
 * - `latency-p50`, `latency-p95`, `latency-p99`: of the model's answers, unit `ms`
 * - `cpu`, `memory`, `gpu`, `gpu-memory`: how much is used, unit `%`, of one instance on average
 * - `instances`: how many serve, unit `count`
 */
export interface MetricSeries {
  readonly name: string;
  /** `count` (per period), `ms`, `%`, `bytes`. */
  readonly unit: string;
  /** How much time each point stands for, in milliseconds. */
  readonly periodInMs: number;
  /** Oldest first. `time` is where a point's period begins, in milliseconds since 1970. What nobody measured is absent. */
  readonly points: readonly { readonly time: number; readonly value: number }[];
}
