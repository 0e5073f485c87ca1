import { resolveLifetime } from '../operate/lifetime.ts';
import { resolveScaling, type ScalingRequest } from '../operate/scaling.ts';
import { draftOf, type Intent, type SpecDraft, withScaling } from './intent.ts';
import type { Observed } from './observe.ts';

/** What an intent asks for, seen what is there: how many instances serve, and until when, outlives a release. Pure. */
export function draftFor(intent: Intent, { live }: Pick<Observed, 'live'>): SpecDraft | undefined {
  const draft = draftOf(intent);
  if (draft === undefined) return undefined;
  const request = scalingOf(intent);
  const scaling = resolveScaling({ request, live: live?.serving, first: draft });
  const lifetime = intent.verb === 'deploy' ? intent.lifetime : undefined;
  return { ...withScaling(draft, scaling), ttlInMs: resolveLifetime(lifetime, live) };
}

/** Rolling back changes what is served, not on how many instances. */
function scalingOf(intent: Intent): ScalingRequest {
  if (intent.verb === 'scale') return intent.scaling;
  if (intent.verb !== 'deploy') return { kind: 'keep' };
  return intent.scaling ?? { kind: 'fixed', instances: intent.draft.instances };
}
