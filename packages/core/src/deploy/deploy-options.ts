import type { ModelOptions } from '../prepare/prepare-model.ts';
import type { AutoscaleOptions } from '../operate/scaling.ts';
import type { JsonObject } from '../target/json.ts';
import type { Rollout } from '../target/rollout.ts';
import type { Strategy } from '../target/serving.ts';
import type { Target } from '../target/target.ts';
import type { VerbOptions } from './verb-options.ts';

/** A {@link Rollout} with what was left out: 10 per cent, 5 minutes, and the old release goes at once. */
export type RolloutOptions = Partial<Rollout>;

/** What to serve, on what, and how to get there. All of it is the same on every target. */
export interface DeployOptions
  extends
    VerbOptions,
    Pick<
      ModelOptions,
      | 'inputs'
      | 'outputs'
      | 'preprocess'
      | 'examples'
      | 'maxBatchSize'
      | 'allowFindings'
      | 'lockFile'
    > {
  /**
   * What it is called on the target: 3 to 32 of `a-z 0-9 -`, starting with a letter.
   * @default from the file's name
   */
  readonly name?: string;
  /**
   * A target that can run the model once on real PyTorch before anything is paid: `local()`.
   * @default the target itself, where it can; `false` for no rehearsal
   */
  readonly rehearseOn?: Target | false;
  /**
   * `A100`, `A100-80GB`, `A100:8` (at least eight on an instance), `80GB+` (on one device), `cpu`, `auto`; of several,
   * any will do.
   * @default A100 where the target has GPUs to choose from, else what it has
   */
  readonly accelerator?: string | readonly string[];
  /** At least so many on each instance. */
  readonly gpusPerNode?: number;
  /** Only in these, where the target has several. */
  readonly regions?: readonly string[];
  /** US dollars per hour for all instances together. What has no known price is refused then. */
  readonly maxUsdPerHour?: number;
  /** With `maxUsdPerHour`: take also what has no known price. */
  readonly allowUnknownPrice?: boolean;
  /** Offers, or instance types, that must not be taken. */
  readonly excludes?: readonly string[];
  /**
   * So many, until it is scaled: a rule for autoscaling ends. Scaling makes no new release.
   * @default as many as serve now, by the rule that there is; 1 for a first deployment
   */
  readonly instances?: number;
  /** In place of `instances`: a rule by which the platform changes their number. */
  readonly autoscale?: AutoscaleOptions;
  /**
   * How long it may live, in milliseconds from now: the platform itself removes it then, also when nobody is there.
   * Deploying again with a time limit sets it anew, without one leaves it; `null` takes it away.
   * @default no end, and an end that is set stays
   */
  readonly ttlInMs?: number | null;
  /** A server image that speaks the Open Inference Protocol, in place of Triton. */
  readonly image?: string;
  /** For the server process. Never secrets: they are visible to whoever may describe the deployment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** @default the target's first: without a gap where it can */
  readonly strategy?: Strategy;
  /**
   * How the traffic moves to the new release, and which alarms take the change back: `{ shift: 'canary', percent: 10,
   * waitInMs: 600_000, alarms: { serverErrorsPerMinute: 5 } }`. A first deployment has nothing to move from.
   * @default all at once
   */
  readonly rollout?: RolloutOptions;
  /** What only this provider understands. */
  readonly providerOptions?: JsonObject;
  /** Kept in the release: code, data, job, metrics that the model came from. */
  readonly provenance?: JsonObject;
}
