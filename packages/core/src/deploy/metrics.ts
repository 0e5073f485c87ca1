import { servingOf } from '../apply/context.ts';
import { TorchrelayError } from '../errors/torchrelay-error.ts';
import { checkName } from '../names/name.ts';
import type { MetricSeries, MetricWindow } from '../target/metrics.ts';
import type { Target } from '../target/target.ts';
import { notDeployed } from './not-deployed.ts';
import type { VerbOptions } from './verb-options.ts';

/** Of which time, in which steps. */
export interface MetricsOptions
  extends Partial<MetricWindow>, Pick<VerbOptions, 'abortSignal' | 'runtime'> {}

/** What was measured of an endpoint. */
export interface EndpointMetrics extends MetricWindow {
  readonly name: string;
  readonly provider: string;
  readonly series: readonly MetricSeries[];
}

const oneHourInMs = 60 * 60_000;

/**
 * What the platform measured: requests, errors, latency, utilisation. Platforms are minutes behind.
 *
 * @param options the last hour unless `since` or `until` are given, in milliseconds since 1970
 * @throws TorchrelayError `METRICS_UNSUPPORTED`, `METRICS_WINDOW_INVALID`, `NOT_DEPLOYED`
 * @example
 * const { series } = await metrics('resnet50', target, { since: Date.now() - 3_600_000 });
 * for (const { name, points } of series) console.log(name, points.at(-1)?.value);
 */
export async function metrics(
  name: string,
  target: Target,
  { since, until, abortSignal, runtime }: MetricsOptions = {},
): Promise<EndpointMetrics> {
  checkName(name);
  const window = windowOf({ since, until, now: (runtime?.now ?? Date.now)() });
  const serving = servingOf(target);
  if (serving.doMetrics === undefined) throw unsupported(target.provider);
  const call = { abortSignal };
  if ((await serving.doObserve(name, call)) === undefined) throw notDeployed(name, target.provider);
  const series = await serving.doMetrics(name, window, call);
  return { name, provider: target.provider, ...window, series };
}

function windowOf({
  now,
  until = now,
  since = until - oneHourInMs,
}: {
  readonly now: number;
  readonly until: number | undefined;
  readonly since: number | undefined;
}): MetricWindow {
  if (since < until) return { since, until };
  throw new TorchrelayError({
    code: 'METRICS_WINDOW_INVALID',
    message: `There is no time from ${text(since)} to ${text(until)}.`,
    hint: 'Give `since` before `until`, in milliseconds since 1970.',
    data: { since, until },
  });
}

function text(time: number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? String(time) : date.toISOString();
}

function unsupported(provider: string): TorchrelayError {
  return new TorchrelayError({
    code: 'METRICS_UNSUPPORTED',
    message: `The target "${provider}" measures nothing.`,
    hint: 'Count requests where you make them.',
  });
}
