import type { AutoscalingRule } from './autoscaling/autoscale-setting.ts';
import type { ReleaseTags } from './tags.ts';

export type Shares = { readonly [deployment: string]: number };

/** An endpoint as Azure describes it, as far as planning needs it. */
export type NativeEndpoint = {
  readonly id: string;
  /** `Creating`, `Succeeded`, `Updating`, `Failed`, `Deleting`, `Canceled`. */
  readonly state: string;
  /** `Key`, `AADToken`, `AMLToken`. */
  readonly authMode: string;
  readonly scoringUri: string | null;
  /** Per cent, by deployment. */
  readonly traffic: Shares;
  /** Copies of requests whose answers nobody sees, in per cent, by deployment. */
  readonly mirrorTraffic: Shares;
  /** `Enabled`, `Disabled`. */
  readonly publicNetworkAccess: string;
  /** Resource ids of identities that were given to it; empty for one that Azure has made for it. */
  readonly identities: readonly string[];
  readonly tags: { readonly [name: string]: string };
  readonly createdAt: number | null;
};

/** A deployment of ours. */
export type NativeDeployment = {
  readonly id: string;
  readonly name: string;
  /** As an endpoint's, or `Scaling`. */
  readonly state: string;
  readonly instances: number;
  /** In milliseconds since 1970. */
  readonly createdAt: number;
  readonly tags: ReleaseTags;
};

/** A rule of Azure Monitor's for one deployment. */
export type NativeAutoscaling = {
  readonly id: string;
  /** The deployment's name. */
  readonly deployment: string;
  /** `null` where somebody has made another rule of it. */
  readonly rule: AutoscalingRule | null;
};

/** A version of a model that was registered for a release. */
export type NativeModel = {
  readonly id: string;
  readonly version: string;
  readonly tags: ReleaseTags;
};

/** All there is under a name. */
export type AzureMlNative = {
  readonly endpoint: NativeEndpoint | null;
  readonly deployments: readonly NativeDeployment[];
  /** The names of deployments on the endpoint that are not ours. */
  readonly others: readonly string[];
  readonly models: readonly NativeModel[];
  readonly autoscaling: readonly NativeAutoscaling[];
};

/** It came to nothing, and no request to it would help. */
export function isBroken({ state }: { readonly state: string }): boolean {
  return state === 'Failed' || state === 'Canceled';
}

const working: ReadonlySet<string> = new Set(['Creating', 'Updating', 'Scaling', 'Deleting']);

export function isAtWork({ state }: { readonly state: string }): boolean {
  return working.has(state);
}

/** The share of the traffic that a deployment has, in per cent. */
export function shareOf({ traffic }: NativeEndpoint, deployment: string): number {
  return traffic[deployment] ?? 0;
}
