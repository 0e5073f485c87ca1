import type { Json } from './json.ts';
import type { Offer } from './offer.ts';
import type { Resource } from './resource.ts';

/** Where one named data set comes from, and how the platform may bring it. */
export interface TrainingData {
  /** A key prefix of the target's store, or a native URI. */
  readonly uri: string;
  readonly mode: 'copy' | 'stream';
}

/** Everything that makes one attempt of one job. */
export interface TrainSpec {
  readonly name: string;
  /** `sha256:…` over code, arguments, image, data and the target's fingerprint. */
  readonly digest: string;
  /** From 1. A failed name cannot be used again, so each attempt has its own. */
  readonly attempt: number;
  /** Store prefix of the packed code: the folder, the entry script's name and the arguments' JSON file. */
  readonly codePrefix: string;
  readonly entry: string;
  readonly image?: string;
  readonly data: { readonly [name: string]: TrainingData };
  readonly environment: { readonly [name: string]: string };
  /** Environment names to references into the cloud's own secret store. Never values. */
  readonly secrets: { readonly [name: string]: string };
  readonly offer: Offer;
  /** Other offers in order, where the platform itself can fall back. */
  readonly ladder: readonly Offer[];
  readonly nodes: number;
  readonly processesPerNode: number;
  readonly spot: boolean;
  readonly maxRunTimeInMs: number;
  readonly maxWaitInMs: number;
  /** Store prefixes. */
  readonly checkpointPrefix: string;
  readonly outputPrefix: string;
  readonly providerOptions: Json;
}

export type JobState =
  | 'queued'
  | 'starting'
  | 'running'
  | 'interrupted'
  | 'stopping'
  | 'stopped'
  | 'succeeded'
  | 'failed';

/** One attempt of a job as it is now. */
export interface Job {
  readonly name: string;
  readonly attempt: number;
  readonly digest: string;
  readonly state: JobState;
  /** Why, in the provider's words. */
  readonly detail?: string;
  /** Milliseconds since 1970. */
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** Seconds the cloud charges for, all nodes together, as far as it says. */
  readonly billedSeconds?: number;
  /** Store key or native URI of the result folder, once it succeeded. */
  readonly output?: string;
  readonly native: Json;
}

/**
 * `plan(spec, job)` starts an attempt or finds it running; its `create` step is done when the platform
 * has accepted the job, since no lease should be held for the days that it runs. Following it is `doObserve`.
 * `plan(undefined, job)` stops it.
 */
export type Training = Resource<TrainSpec, Job>;
