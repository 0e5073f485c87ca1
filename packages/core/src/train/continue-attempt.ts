import { withRetries } from '../apply/retry.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { keys } from '../store/keys.ts';
import { bytesSource, readAll } from '../store/sources.ts';
import type { Call } from '../target/call.ts';
import type { ObjectStore } from '../target/object-store.ts';
import type { TrainSpec } from '../target/training.ts';
import type { Attempt } from './attempts.ts';
import { runInOrder, runJobStep } from './run-job-steps.ts';
import type { TrainContext } from './train-context.ts';

/** The same job once more: it finds the checkpoints of the one before. */
export function attemptAfter({
  before: { spec, ...before },
  number,
  runtime,
}: {
  readonly before: Attempt;
  readonly number: number;
  readonly runtime: Runtime;
}): Attempt {
  return {
    ...before,
    attempt: number,
    createdAt: new Date(runtime.now()).toISOString(),
    actor: runtime.actor(),
    resumes: spec.attempt,
    spec: {
      ...spec,
      attempt: number,
      id: spec.id.replace(/\d+$/, String(number)),
      inputPrefix: keys.jobInput(spec.name, number),
      outputPrefix: keys.jobOutput(spec.name, number),
    },
  };
}

/** Starts an attempt that is written down, with what the one before was started with. */
export async function continueAttempt({
  attempt: { spec },
  before,
  context,
}: {
  readonly attempt: Attempt;
  readonly before: Attempt;
  readonly context: TrainContext;
}): Promise<void> {
  const { training, target, abortSignal } = context;
  await withRetries(() => copyInput(before.spec, spec, target.store, { abortSignal }), context);
  const live = await withRetries(() => training.doObserve(spec.id, { abortSignal }), context);
  await runInOrder(training.plan(spec, live), context, (step, outputs) =>
    runJobStep({ step, outputs, runner: training, context }),
  );
}

async function copyInput(
  from: TrainSpec,
  to: TrainSpec,
  store: ObjectStore,
  call: Call,
): Promise<void> {
  for (const file of ['run_training.py', 'job.json']) {
    const found = await store.doRead(from.inputPrefix + file, call);
    if (found === undefined) continue;
    const bytes = await readAll(found.source, call);
    await store.doWrite(to.inputPrefix + file, bytesSource(bytes), {}, call);
  }
}
