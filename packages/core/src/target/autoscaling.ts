/** A rule by which the platform itself changes how many instances serve. In no digest: scaling is no new release. */
export interface Autoscaling {
  /** At least 1: an endpoint without instances answers nobody. */
  readonly min: number;
  /** Counts against the quota and the budget, as if it were reached. */
  readonly max: number;
  /** What is aimed at: requests per instance and minute. */
  readonly requestsPerInstancePerMinute: number;
  /** After instances were added, how long none are added again, in milliseconds. */
  readonly scaleOutCooldownInMs: number;
  /** After instances were taken away, how long none are taken away again, in milliseconds. */
  readonly scaleInCooldownInMs: number;
}
