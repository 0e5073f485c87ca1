import type { Call, StepCall } from './call.ts';
import type { Json } from './json.ts';
import type { Need, Offer } from './offer.ts';
import type { Step, StepResult } from './step.ts';

/** One line that a container, a node or a server has written. */
export interface LogLine {
  /** Milliseconds since 1970, by the cloud's clock. */
  readonly time: number;
  readonly text: string;
  /** Which instance, node or container wrote it. */
  readonly source: string;
}

/** Which lines are wanted. */
export interface LogOptions {
  /** At most this many lines from the end; all when absent. */
  readonly tail?: number;
  /** Go on with new lines until aborted. */
  readonly follow?: boolean;
  /** Not before this time, in milliseconds since 1970. */
  readonly since?: number;
}

/**
 * One kind of thing that a target can make: a deployment, a training job.
 *
 * A provider owns observation, its plan, one request per step, and the classification of errors.
 * Core owns the lock, the loop, waiting, retries, verifying, falling back, and the history.
 */
export interface Resource<Spec, Live> {
  /**
   * Pure. The target's own settings that make a different release: image, role, network.
   * Enters the spec digest, so it holds nothing that differs between machines, and no secret.
   */
  fingerprint(): Json;

  /**
   * Everything of this target that could satisfy the need, or nearly: core chooses and explains. What `live` uses is
   * not counted against the quota, or a deployment would stand in its own way.
   */
  doOffers(need: Need, call: Call, live?: Live): Promise<readonly Offer[]>;

  /**
   * What there is under this name, half-made things included; `undefined` when nothing is.
   * A failed request is thrown: an outage is not an absence.
   */
  doObserve(name: string, call: Call): Promise<Live | undefined>;

  /** Everything of this scope that carries our tags, half-made things included. */
  doList(call: Call): AsyncIterable<Live>;

  /**
   * Pure. The steps from `live` to `want`; `undefined` for `want` removes (a job: stops).
   * Empty when there is nothing to do. A failed or half-made `live` is cleaned up or continued here,
   * which is what makes running the same command again the way to recover.
   */
  plan(want: Spec | undefined, live: Live | undefined): readonly Step[];

  /**
   * One request: start the step, or look how far it is. Idempotent: a step that an earlier process
   * began, or finished, is continued or reported as done. Never waits inside.
   */
  doStep(step: Step, call: StepCall): Promise<StepResult>;

  /**
   * Oldest first. Following is ended by aborting it, without an error; reading that is aborted is `ABORTED`.
   */
  doLogs?(name: string, options: LogOptions, call: Call): AsyncIterable<LogLine>;
}
