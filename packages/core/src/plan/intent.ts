import type { LifetimeRequest } from '../operate/lifetime.ts';
import { mostInstances, type Scaling, type ScalingRequest } from '../operate/scaling.ts';
import type { ModelPackage } from '../package/model-package.ts';
import type { Sample } from '../package/sample.ts';
import type { Release } from '../release/release-log.ts';
import type { JsonObject } from '../target/json.ts';
import type { ServeSpec } from '../target/serving.ts';

/** A spec whose offer is still to be chosen. */
export type SpecDraft = Omit<ServeSpec, 'offer'>;

/** What somebody wants of a name. */
export type Intent = DeployIntent | RollbackIntent | ScaleIntent | DestroyIntent;

export interface DeployIntent {
  readonly verb: 'deploy';
  readonly name: string;
  readonly draft: SpecDraft;
  /** Absent: as the draft says. */
  readonly scaling?: ScalingRequest;
  readonly lifetime?: LifetimeRequest | undefined;
  readonly modelPackage: ModelPackage;
  readonly sample?: Sample | undefined;
  readonly provenance?: JsonObject | undefined;
}

export interface RollbackIntent {
  readonly verb: 'rollback';
  readonly name: string;
  readonly release: Release;
}

/** The release that serves, on another number of instances. */
export interface ScaleIntent {
  readonly verb: 'scale';
  readonly name: string;
  readonly release: Release;
  readonly scaling: ScalingRequest;
}

export interface DestroyIntent {
  readonly verb: 'destroy';
  readonly name: string;
  /** Removes nothing when there is a recorded release by then: somebody else has finished the deployment. */
  readonly unlessReleased?: boolean;
  /** Removes only what expires before then, in milliseconds since 1970: somebody else may have prolonged it. */
  readonly expiredBy?: number;
}

/** The spec that an intent asks for, before an offer is chosen; `undefined` for nothing. */
export function draftOf(intent: Intent): SpecDraft | undefined {
  if (intent.verb === 'deploy') return intent.draft;
  return intent.verb === 'destroy' ? undefined : withoutRollout(intent.release.spec);
}

/** Going back is not tried out on a part of the traffic. */
export function withoutRollout<Spec extends SpecDraft>(spec: Spec): Omit<Spec, 'rollout'> {
  const { rollout: _, ...rest } = spec;
  return rest;
}

/** The same release on another number of instances. What it may cost is judged by the most that there may be. */
export function withScaling<Spec extends SpecDraft>(spec: Spec, scaling: Scaling): Spec {
  const nodes = Math.max(1, mostInstances(scaling));
  return { ...spec, ...scaling, need: { ...spec.need, nodes } };
}
