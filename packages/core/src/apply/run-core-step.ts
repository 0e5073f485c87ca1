import { TorchrelayError } from '../errors/torchrelay-error.ts';
import { uploadPackage } from '../package/upload.ts';
import { forgetName } from '../release/forget-name.ts';
import { appendRelease, type Release } from '../release/release-log.ts';
import { knownObjects } from '../store/known-objects.ts';
import type { Call } from '../target/call.ts';
import type { ServeSpec } from '../target/serving.ts';
import type { Step } from '../target/step.ts';
import { withRetries } from './retry.ts';
import type { StepsRun } from './run-steps.ts';
import { verify } from './verify.ts';

/** The steps that are the same on every cloud. */
export async function runCoreStep(step: Step, run: StepsRun): Promise<void> {
  if (step.action === 'upload') return upload(step, run);
  if (step.action === 'verify') return verifyStep(step, run);
  if (step.action === 'record') return record(step, run);
  return forget(run);
}

async function upload(step: Step, { intent, context }: StepsRun): Promise<void> {
  if (intent.verb !== 'deploy') throw misplaced(step, `in a plan to ${intent.verb}`);
  const { target, emit, abortSignal } = context;
  const { modelPackage, sample } = intent;
  const call: Call = { abortSignal };
  const knownCopies = await withRetries(
    () => knownObjects({ store: target.store, wanted: modelPackage.files, call }),
    context,
  );
  await withRetries(
    () => uploadPackage({ store: target.store, modelPackage, sample, knownCopies, emit, call }),
    context,
  );
}

async function verifyStep(step: Step, { want, intent, context }: StepsRun): Promise<void> {
  const spec = wanted(step, want);
  const isOurs = intent.verb === 'deploy' && intent.draft.digest === spec.digest;
  await verify({ step, want: spec, sample: isOurs ? intent.sample : undefined, context });
}

async function record(step: Step, { want, intent, context }: StepsRun): Promise<void> {
  const { runtime, target, abortSignal } = context;
  const release: Release = {
    version: 1,
    number: Number(step.inputs['number']),
    name: intent.name,
    createdAt: new Date(runtime.now()).toISOString(),
    actor: runtime.actor(),
    verb: intent.verb === 'rollback' ? 'rollback' : 'deploy',
    ...(intent.verb === 'rollback' && { restores: intent.release.number }),
    spec: wanted(step, want),
    ...provenanceOf(intent),
  };
  await withRetries(() => appendRelease(target.store, release, { abortSignal }), context);
}

/** What is brought back comes from where it came from. */
function provenanceOf(intent: StepsRun['intent']): Pick<Release, 'provenance'> {
  if (intent.verb === 'destroy' || intent.verb === 'scale') return {};
  const { provenance } = intent.verb === 'deploy' ? intent : intent.release;
  return provenance === undefined ? {} : { provenance };
}

async function forget({ intent, context }: StepsRun): Promise<void> {
  const { target, abortSignal } = context;
  await withRetries(() => forgetName(target.store, intent.name, { abortSignal }), context);
}

function wanted(step: Step, want: ServeSpec | undefined): ServeSpec {
  if (want !== undefined) return want;
  throw misplaced(step, 'in a plan that wants nothing');
}

function misplaced({ id, action }: Step, where: string): TorchrelayError {
  return new TorchrelayError({
    code: 'PLAN_INVALID',
    message: `Step ${id} (${action}) stands ${where}.`,
    hint: 'This is a defect of the target. Please report it with the plan.',
  });
}
