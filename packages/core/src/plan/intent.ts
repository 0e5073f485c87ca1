import type { ModelPackage } from '../package/model-package.ts';
import type { Sample } from '../package/sample.ts';
import type { Release } from '../release/release-log.ts';
import type { JsonObject } from '../target/json.ts';
import type { ServeSpec } from '../target/serving.ts';

/** A spec whose offer is still to be chosen. */
export type SpecDraft = Omit<ServeSpec, 'offer'>;

/** What somebody wants of a name. */
export type Intent = DeployIntent | RollbackIntent | DestroyIntent;

export interface DeployIntent {
  readonly verb: 'deploy';
  readonly name: string;
  readonly draft: SpecDraft;
  readonly modelPackage: ModelPackage;
  readonly sample?: Sample | undefined;
  readonly provenance?: JsonObject | undefined;
}

export interface RollbackIntent {
  readonly verb: 'rollback';
  readonly name: string;
  readonly release: Release;
}

export interface DestroyIntent {
  readonly verb: 'destroy';
  readonly name: string;
  /** Removes nothing when there is a recorded release by then: somebody else has finished the deployment. */
  readonly unlessReleased?: boolean;
}

/** The spec that an intent asks for, before an offer is chosen; `undefined` for nothing. */
export function draftOf(intent: Intent): SpecDraft | undefined {
  if (intent.verb === 'deploy') return intent.draft;
  return intent.verb === 'rollback' ? withoutRollout(intent.release.spec) : undefined;
}

/** Going back is not tried out on a part of the traffic. */
export function withoutRollout<Spec extends SpecDraft>({
  rollout: _,
  ...spec
}: Spec): Omit<Spec, 'rollout'> {
  return spec;
}

/** The same release on another number of instances. */
export function withInstances<Spec extends SpecDraft>(spec: Spec, instances: number): Spec {
  return { ...spec, instances, need: { ...spec.need, nodes: instances } };
}
