import { checkName, type EndpointMetrics, metrics } from '@torchrelay/core';

import type { Handler } from '../../command-line/command.ts';
import { CommandError } from '../../errors/command-error.ts';
import { show } from '../../output/show.ts';
import { openTarget } from '../../targets/open-target.ts';
import type { MetricsValues } from './command.ts';
import { checkJobOptions } from '../../training/check-job-options.ts';
import { showCurves } from './show-curves.ts';
import { describeMetrics, unmeasured } from './describe-metrics.ts';

const oneHourInMs = 60 * 60_000;

export const run: Handler<MetricsValues> = async (values, context) => {
  const { out, err, symbols, abortSignal } = context;
  checkJobOptions(values);
  if (values.job) return showCurves(values, context);
  const { target } = await openTarget(values.target);
  const now = Date.now();
  const until = now - (values.until ?? 0);
  const since = values.since === undefined ? until - oneHourInMs : now - values.since;
  if (since >= until) throw noTime();
  const found = await metrics(checkName(values.name), target, { since, until, abortSignal });
  show(context, {
    document: found satisfies EndpointMetrics,
    lines: () => describeMetrics(found, { style: out.style, symbols }),
  });
  err.line(footer(found));
  return undefined;
};

function noTime(): CommandError {
  return new CommandError({
    message: '--since has to be longer ago than --until.',
    hint: 'Write, for the hour before the last one: --since 2h --until 1h',
  });
}

function footer(found: EndpointMetrics): string {
  const { name, series, since, until } = found;
  const missing = unmeasured(found);
  const window = `${minuteOf(since)} to ${minuteOf(until)} UTC`;
  if (missing.length === series.length) {
    return `Nothing was measured of ${name} from ${window}. Platforms are some minutes behind.`;
  }
  const without = missing.length === 0 ? '' : `. Not measured: ${missing.join(', ')}`;
  return `\n${name}, from ${window}${without}`;
}

/** `2026-11-23 12:34` */
function minuteOf(time: number): string {
  return new Date(time).toISOString().slice(0, 16).replace('T', ' ');
}
