import type { Call } from './call.ts';
import type { JsonObject } from './json.ts';
import type { ObjectStore } from './object-store.ts';
import type { Rehearsal } from './rehearsal.ts';
import type { Serving } from './serving.ts';
import type { Training } from './training.ts';

/**
 * A place where models are served and trained, version 1 of the contract.
 *
 * Methods with the prefix `do` make requests and are called by core alone; those without it are pure.
 * Implementations are plain objects made by a factory: `sagemaker({ region })`. They hold settings and
 * lazily made clients, no state of deployments: that is in the cloud, where the next process finds it.
 *
 * Errors thrown here are `TorchrelayError`s that say `recovery` and `effect`; core decides by `recovery` alone, and by `effect` whether a lost answer has to be looked up.
 */
export interface TargetV1 {
  readonly specificationVersion: 'v1';
  /** `sagemaker`, `azureml`, `local`. */
  readonly provider: string;
  /** What observing, listing, locking and uploading need; the steps' own permissions come on top. */
  readonly permissions: readonly string[];
  /** Where names are unique: account and region, or workspace. Also the first check of the credentials. */
  doScope(call: Call): Promise<string>;
  readonly store: ObjectStore;
  readonly serving?: Serving;
  readonly training?: Training;
  readonly rehearsal?: Rehearsal;
  /**
   * Pure. The policy, in the provider's own form, that grants these permissions on what belongs to a name, and no
   * more: an IAM policy, a role definition. Absent where there are no permissions.
   */
  policy?(request: PolicyRequest): JsonObject;
}

/** What a policy has to allow. */
export interface PolicyRequest {
  /** In the provider's words: `sagemaker:CreateModel`. Sorted, each one once. */
  readonly permissions: readonly string[];
  readonly scope: string;
  /** Of the deployment. */
  readonly name: string;
  readonly storeLocation: string;
}

/** What `deploy` and every other verb take: the version of the contract that this torchrelay speaks. */
export type Target = TargetV1;
