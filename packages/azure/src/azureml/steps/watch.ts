import { TorchrelayError } from '@torchrelay/core';
import type { Json, StepCall, StepResult } from '@torchrelay/core/target';

import { statusClassOf } from '../metrics/endpoint-metrics.ts';
import { type Measured, readMonitor } from '../metrics/monitor.ts';
import { done, type StepRun } from './step-run.ts';

/** A time in which the new release must not misbehave, in milliseconds since 1970. */
type Watch = { readonly since: number; readonly until: number };

/** What a step is to watch for, as its plan says. */
interface Limits {
  readonly waitInMs: number;
  readonly deployment: string;
  readonly serverErrorsPerMinute?: number;
  readonly latencyP99InMs?: number;
}

/** One that an earlier call of this process has begun. */
export function watchOf({ continuation }: StepCall): Watch | undefined {
  const isWatch =
    typeof continuation === 'object' && continuation !== null && 'until' in continuation;
  return isWatch ? (continuation as Watch) : undefined;
}

export function begunWatch({ inputs }: StepCall): Watch {
  const since = Date.now();
  return { since, until: since + (limitsOf(inputs['watch'])?.waitInMs ?? 0) };
}

function limitsOf(watched: Json | undefined): Limits | undefined {
  return watched as Limits | undefined;
}

const longestPollInMs = 30_000;

/**
 * Waits, and asks Azure Monitor meanwhile. Its figures are minutes late: what goes wrong at the very end is not seen.
 *
 * @throws TorchrelayError `ROLLOUT_ALARMED`
 */
export async function watch(run: StepRun, { since, until }: Watch): Promise<StepResult> {
  const limits = limitsOf(run.call.inputs['watch']);
  if (limits === undefined) return done;
  await checkAlarms(run, limits, since);
  const leftInMs = until - Date.now();
  if (leftInMs <= 0) return done;
  return {
    state: 'pending',
    pollInMs: Math.min(leftInMs, longestPollInMs),
    detail: `Watching ${limits.deployment} for ${Math.ceil(leftInMs / 1000)} s more`,
    waitsInMs: limits.waitInMs,
    continuation: { since, until },
  };
}

async function checkAlarms(
  { client, step: { target: name }, call }: StepRun,
  { deployment, serverErrorsPerMinute, latencyP99InMs }: Limits,
  since: number,
): Promise<void> {
  const window = { since: since - (since % 60_000), until: Date.now() + 60_000 };
  const asked = { client, of: `onlineEndpoints/${name}`, window, call };
  const only = `deployment eq '${deployment}'`;
  if (serverErrorsPerMinute !== undefined) {
    const metrics = ['RequestsPerMinute'];
    const filter = `${only} and statusCodeClass eq '*'`;
    const errors = most(await readMonitor({ ...asked, metrics, filter }), (one) =>
      statusClassOf(one).startsWith('5'),
    );
    if (errors > serverErrorsPerMinute) {
      throw alarmed(
        name,
        deployment,
        `${errors} answers in a minute had a status of 5xx, more than ${serverErrorsPerMinute}`,
      );
    }
  }
  if (latencyP99InMs !== undefined) {
    const metrics = ['RequestLatency_P99'];
    const slowest = most(await readMonitor({ ...asked, metrics, filter: only }), () => true);
    if (slowest > latencyP99InMs) {
      throw alarmed(
        name,
        deployment,
        `the slowest hundredth of a minute’s requests took ${Math.round(slowest)} ms, more than ${latencyP99InMs}`,
      );
    }
  }
}

/** The worst minute. */
function most(
  measured: readonly Measured[],
  isMeant: (series: Measured['series'][number]) => boolean,
): number {
  const values = measured
    .flatMap(({ series }) => series.filter(isMeant))
    .flatMap(({ data = [] }) => data.map(({ average }) => average ?? 0));
  return Math.max(0, ...values);
}

function alarmed(name: string, deployment: string, problem: string): TorchrelayError {
  return new TorchrelayError({
    code: 'ROLLOUT_ALARMED',
    message: `While the traffic of ${name} moved to ${deployment}, ${problem}.`,
    hint: `Its lines may say why: torchrelay logs ${name}`,
    effect: 'done',
    data: { name, deployment },
  });
}
