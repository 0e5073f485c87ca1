import type { Call } from './call.ts';
import type { Json } from './json.ts';
import type { Offer } from './offer.ts';
import type { Resource } from './resource.ts';

/** Where one named data set is, and how the platform may bring it. */
export type TrainingData =
  /** Objects of the target's store under a prefix that ends with `/`. */
  | { readonly kind: 'store'; readonly prefix: string; readonly mode: DataMode }
  /** In the provider's own words: `s3://…`, `azureml://…`. */
  | { readonly kind: 'uri'; readonly uri: string; readonly mode: DataMode }
  /** A folder of this machine, for targets that read it where it is; `sha256:…` over paths and contents. */
  | { readonly kind: 'folder'; readonly path: string; readonly digest: string };

/** `copy` brings all of it before the script starts, `stream` on demand. */
export type DataMode = 'copy' | 'stream';

/** Everything that makes one attempt of one job. */
export interface TrainSpec {
  readonly name: string;
  /** The native name, of this attempt alone: at most 63 of `a-z 0-9 -`. */
  readonly id: string;
  /** `sha256:…` over code, arguments, image, data and the target's fingerprint. */
  readonly digest: string;
  /** From 1. A name that was used cannot be used again, so each attempt has its own. */
  readonly attempt: number;
  /** Store prefix of `run_training.py`, which starts everything, and of `job.json`, which it reads. */
  readonly inputPrefix: string;
  /** Store prefix of `code.tar`. */
  readonly codePrefix: string;
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
  /** How long the job may wait for its instances; absent where the target cannot limit that. */
  readonly maxWaitInMs?: number;
  /** Store prefix that every attempt of the same job shares. */
  readonly checkpointPrefix: string;
  /** Store prefix of what the script leaves in its model folder. */
  readonly outputPrefix: string;
  readonly providerOptions: Json;
}

/** How a job is, in the same words on every platform. */
export type JobState =
  | 'queued'
  | 'starting'
  | 'running'
  /** Its instances were taken away, or were lost: another attempt can go on. */
  | 'interrupted'
  | 'stopping'
  | 'stopped'
  | 'succeeded'
  | 'failed';

/** One attempt of a job as it is now. */
export interface Job {
  readonly id: string;
  readonly state: JobState;
  /** Why, in the provider's words. */
  readonly detail?: string;
  /** Of a job that failed by other means than its own script: what that means, where the provider knows. */
  readonly failure?: JobFailure;
  /** Milliseconds since 1970. */
  readonly startedAt?: number;
  readonly endedAt?: number;
  /**
   * Seconds the cloud charges for, all nodes together, as far as it says: at the price on demand, so that of spot
   * capacity the discount is in them.
   */
  readonly billedSeconds?: number;
  /** How often the platform itself has begun it again. */
  readonly restarts?: number;
  readonly native: Json;
}

/** Why a job did not succeed, where that is understood. */
export interface JobFailure {
  /** Stable: `NO_CAPACITY`. */
  readonly code: string;
  /** What to do next. */
  readonly hint: string;
}

/** What a platform can do for jobs, for core to refuse the rest before anything is changed. */
export interface TrainingCapabilities {
  /** Whether folders of this machine are read where they are. */
  readonly readsFolders: boolean;
  /** Native URIs of data that it can bring: `s3`, `azureml`, `https`. */
  readonly dataSchemes: readonly string[];
  readonly spot: boolean;
  /** Whether it ends a job that has waited too long for its nodes. @default true */
  readonly limitsWaiting?: boolean;
  /** Whether a job ends with the process that started it. */
  readonly endsWithProcess: boolean;
}

/**
 * Resources are attempts, by their native name (`TrainSpec.id`).
 *
 * `plan(spec, job)` starts an attempt or finds it running; its `create` step is done when the platform
 * has accepted the job, since nothing should be held for the days that it runs. Following it is `doObserve`.
 * `plan(undefined, job)` stops it.
 */
export interface Training extends Resource<TrainSpec, Job> {
  readonly capabilities: TrainingCapabilities;
  /**
   * Looks for what would make the job fail on paid nodes, before anything is sent: a role that may not read its data, for
   * example. What may not be looked at is a warning. Absent where there is nothing to look for.
   */
  doCheck?(want: TrainSpec, call: Call): Promise<void>;
  /**
   * Pure. Where in the store the files of the model folder are, ending with `/`.
   * @default `TrainSpec.outputPrefix`; platforms add folders of their own to where they are told to write
   */
  resultPrefix?(spec: TrainSpec): string;
  /**
   * Makes the result of an attempt that has succeeded known to the platform, as a model that says which job it is from.
   * Called whenever a result with a model is taken, so the same each time. Results are there without it.
   */
  doRegister?(spec: TrainSpec, call: Call): Promise<void>;
  /** Removes what the platform keeps of an attempt that has ended; absent where it keeps that for ever. */
  doForget?(id: string, call: Call): Promise<void>;
}
