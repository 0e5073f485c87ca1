import type { Autoscaling } from './autoscaling.ts';
import type { Call } from './call.ts';
import type { Json } from './json.ts';
import type { MetricSeries, MetricWindow } from './metrics.ts';
import type { Need, Offer, PriceLimit } from './offer.ts';
import type { Resource } from './resource.ts';
import type { Rollout, RolloutCapabilities } from './rollout.ts';
import type { Signature } from './signature.ts';

/** One file of a package. */
export interface PackageEntry {
  /** Inside the package, `/`-separated: `model/1/model.pt`. */
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** In hex. */
  readonly sha256: string;
}

/** A package that is, or will be, in the target's store. */
export interface PackageReference {
  /** `sha256:…` over the entries. */
  readonly digest: string;
  /** `sha256:…` of the model file's bytes. */
  readonly artifactDigest: string;
  /** The store's keys of its entries start with it; ends with `/`. Nothing else lies under it. */
  readonly prefix: string;
  readonly entries: readonly PackageEntry[];
  readonly signature: Signature;
}

/** What answers the requests: Triton, or a server image of the user's that speaks the protocol. */
export type Engine =
  | { readonly kind: 'triton' }
  | { readonly kind: 'image'; readonly image: string };

/**
 * How a change reaches what is live.
 * - `side-by-side`: a second set of instances, then the traffic: no gap, twice the instances for a while.
 * - `in-place`: instance by instance; needs several.
 * - `recreate`: the old goes first: a gap, no more instances than now.
 */
export type Strategy = 'side-by-side' | 'in-place' | 'recreate';

/** The demands on an instance that enter the spec digest; the offers that meet them change daily and do not. */
export interface OfferRequest {
  readonly accelerator: string;
  readonly gpusPerNode?: number;
  readonly regions?: readonly string[];
  readonly excludes?: readonly string[];
}

/** Everything that makes one deployment. */
export interface ServeSpec {
  readonly name: string;
  /** `sha256:…` over package, engine, environment, offer request, provider options and the target's fingerprint. */
  readonly digest: string;
  readonly package: PackageReference;
  readonly engine: Engine;
  readonly environment: { readonly [name: string]: string };
  readonly offerRequest: OfferRequest;
  /** What only this provider understands, as the user gave it. */
  readonly providerOptions: Json;
  /** What the offer must satisfy, as it was sized. Not in the digest: a better estimate is no new release. */
  readonly need: Need;
  /** The chosen offer. Not in the digest: an instance that still satisfies stays. */
  readonly offer: Offer;
  /** What else would do, in order: only where the platform itself can fall back on it. Not in the digest. */
  readonly ladder?: readonly Offer[];
  /**
   * How many instances. Not in the digest: scaling is no new release. 0 for as many as the target thinks right, which
   * only one with the capability `choosesInstances` is asked for.
   */
  readonly instances: number;
  /** By which rule the platform changes that number. Absent: not at all, and a rule that is there goes. */
  readonly autoscaling?: Autoscaling | undefined;
  /**
   * How long it may live, in milliseconds from when this is carried out: the platform removes it then. `null` takes
   * an end away that is set; absent leaves it as it is. Not in the digest. The plan needs a step for it whenever it
   * is here, since core leaves it out where the end that is set is near enough.
   */
  readonly ttlInMs?: number | null | undefined;
  /** How to change, not what to be: not in the digest. */
  readonly strategy: Strategy;
  /** How the traffic moves, where not all at once and unwatched. Not in the digest. */
  readonly rollout?: Rollout;
  /** What may be spent. Not in the digest: another budget is no new release. */
  readonly priceLimit?: PriceLimit;
}

/** How a deployment is, in the same words on every platform. */
export type DeploymentState =
  | 'creating'
  | 'updating'
  | 'ready'
  | 'failed'
  | 'deleting'
  /** Nothing serves, and something of ours is still there. */
  | 'leftovers';

/** One native thing that carries our tags. */
export interface LiveResource {
  readonly kind: string;
  /** Its native name or ARN. */
  readonly id: string;
  /** The provider's own word: `InService`, `Creating`. */
  readonly state: string;
  /** The spec digest in its tags. */
  readonly digest?: string;
}

/** What the traffic reaches now. */
export interface ServedRelease {
  readonly specDigest: string;
  readonly packageDigest: string;
  readonly offerId: string;
  /** As many as are asked for now: by us, or by the rule. */
  readonly instances: number;
  /** The rule that the platform follows. */
  readonly autoscaling?: Autoscaling | undefined;
}

/** What there is under a name. */
export interface Deployment {
  readonly name: string;
  readonly scope: string;
  readonly state: DeploymentState;
  /** Why, in the provider's words, where it is not `ready`. */
  readonly detail?: string;
  readonly serving?: ServedRelease;
  readonly resources: readonly LiveResource[];
  /** Where its packages, releases and lease are: from its tags. */
  readonly storeLocation: string;
  /** Where requests go, for people; `doInvoke` knows the way by itself. */
  readonly url?: string;
  /** What `doInvoke` needs to know to reach it without observing: goes into references. No secret. */
  readonly address: Json;
  /** When it was made, in milliseconds since 1970. */
  readonly createdAt?: number;
  /** When the platform removes it, or has begun to, in milliseconds since 1970. Absent: never. */
  readonly expiresAt?: number;
  /** What the provider's own `plan` needs to remember between observing and planning. */
  readonly native: Json;
}

/** What a platform can do, for core to refuse the rest before anything is changed. */
export interface ServingCapabilities {
  /** Whether the platform lets the protocol's metadata requests through. */
  readonly metadata: boolean;
  /** Largest request body in bytes. */
  readonly maxRequestBytes: number;
  /** Longest time for an answer, in milliseconds. */
  readonly maxRequestDurationInMs: number;
  readonly strategies: readonly Strategy[];
  /** What it can do between the old release and the new one. Absent: all at once, and nothing watches. */
  readonly rollout?: RolloutCapabilities;
  /**
   * Whether a new release can be asked before traffic reaches it. Where it cannot, core verifies
   * afterwards and puts the previous release back when that fails.
   */
  readonly verifies: 'before-traffic' | 'after-traffic';
  /** Which form of the binary protocol the platform lets through. */
  readonly wire: 'open-inference' | 'sagemaker';
  /** Whether the number of instances can be changed while they serve. @default false */
  readonly scales?: boolean;
  /** Whether the target itself says how many instances are right where nobody does: then `instances` is 0. */
  readonly choosesInstances?: boolean;
  /** Whether the platform changes the number of instances by a rule. @default false */
  readonly autoscales?: boolean;
  /** Whether the platform removes a deployment by itself when its time is over. @default false */
  readonly expires?: boolean;
  /** Whether a deployment ends with the process that made it, unless asked otherwise. */
  readonly endsWithProcess: boolean;
  /** Whether the platform itself takes the next offer where it has none of the first: then specs carry the ladder. */
  readonly fallsBack?: boolean;
}

/** One request of the protocol to what is live, for the platform to let through. */
export interface InvokeRequest {
  readonly name: string;
  readonly address: Json;
  /** The spec digest of one release, to ask it directly before traffic reaches it. */
  readonly release?: string;
  readonly method: 'GET' | 'POST';
  /** Of the Open Inference Protocol: `/v2/models/model/infer`. */
  readonly path: string;
  readonly headers: { readonly [name: string]: string };
  readonly body?: Uint8Array;
}

/** What came back, whoever on the way has answered. */
export interface InvokeResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: { readonly [name: string]: string };
  readonly body: Uint8Array;
}

/** What somebody who is to agree to a plan should know, and no step of it says. */
export interface PlanNote {
  /** Stable, upper case: `ENDPOINT_SHARED`. */
  readonly code: string;
  /** Whole sentences. */
  readonly message: string;
}

/** How a target puts models to work. Called by core; users call its verbs. */
export interface Serving extends Resource<ServeSpec, Deployment> {
  readonly capabilities: ServingCapabilities;
  /** Pure. The largest number of instances that run at once while `plan(want, live)` is carried out. */
  peakInstances(want: ServeSpec, live: Deployment | undefined): number;
  /** Pure. What is to be said beside the steps of `plan(want, live)`: what stays and why, what the platform limits. */
  notes?(want: ServeSpec | undefined, live: Deployment | undefined): readonly PlanNote[];
  /**
   * Looks for what the platform would find wrong only after minutes: a role that may not read the package. Asked
   * before a plan is shown that changes something. Throws what would fail; what may not be looked at is a warning.
   */
  doCheck?(want: ServeSpec, call: Call): Promise<void>;
  /** One inference or metadata request to what is live. A status of 4xx or 5xx is an answer, not a failure. */
  doInvoke(request: InvokeRequest, call: Call): Promise<InvokeResponse>;
  /** The same with an answer in parts, as the server sends them. Absent where the platform hands answers on whole. */
  doStream?(request: InvokeRequest, call: Call): AsyncIterable<Uint8Array>;
  /**
   * What the platform measured, in its own time: points may come minutes late. A quantity that it does not measure
   * is absent; one of which nothing was measured has no points.
   */
  doMetrics?(name: string, window: MetricWindow, call: Call): Promise<readonly MetricSeries[]>;
}
