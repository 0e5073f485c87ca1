import type { TrainingMetric } from '@torchrelay/core';

import type { CommandContext } from '../../command-line/command-context.ts';
import { show } from '../../output/show.ts';
import { openTarget } from '../../targets/open-target.ts';
import { describeHistory } from '../../training/describe-history.ts';
import { metricPatterns } from '../../training/job-definition.ts';
import { metricHistory } from '../../training/metric-history.ts';
import { openRun } from '../../training/open-run.ts';
import type { MetricsValues } from './command.ts';

/** What `metrics --job --json` prints. */
export interface CurvesDocument {
  readonly name: string;
  readonly attempt: number;
  readonly metrics: readonly TrainingMetric[];
}

/** The curves of what a job's script has measured so far. */
export async function showCurves(
  { name, attempt: asked, target: uri, metric: given }: MetricsValues,
  context: CommandContext,
): Promise<undefined> {
  const { out, err, symbols, abortSignal } = context;
  const { target } = await openTarget(uri);
  const patterns = metricPatterns({ metric: given });
  const run = await openRun({ name, attempt: asked, target, abortSignal });
  const metrics = await Array.fromAsync(run.metrics({ patterns, abortSignal }));
  const { attempt } = run;
  const history = metricHistory();
  for (const metric of metrics) history.add(metric);
  show(context, {
    document: { name, attempt, metrics } satisfies CurvesDocument,
    lines: () => describeHistory(history, { ...out, symbols }),
  });
  const { state } = await run.status({ abortSignal });
  const progress = history.progress();
  err.line(
    metrics.length === 0
      ? `Attempt ${attempt} of ${name} (${state}) has written no metrics. Append lines like {"step": 1, "loss": 0.5} to metrics.jsonl in TORCHRELAY_MODEL_DIR, or say what they look like: --metric 'loss=loss ([0-9.]+)'`
      : `\nAttempt ${attempt} of ${name}: ${state}${progress === '' ? '' : `, ${progress}`}`,
  );
  return undefined;
}
