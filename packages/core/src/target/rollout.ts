/**
 * How the traffic moves to a new release.
 * - `canary`: a first part, and after a wait all the rest.
 * - `linear`: part after part, with a wait after each.
 */
export type TrafficShift = 'all-at-once' | 'canary' | 'linear';

/** What takes a change back while it is under way. Any one of them is enough. */
export interface RolloutAlarms {
  /** Alarms of the platform that exist already, by name: CloudWatch's, Azure Monitor's. Left as they are. */
  readonly named?: readonly string[];
  /** More answers with a status of 5xx in a minute than this. The alarm is made for the change, and removed after it. */
  readonly serverErrorsPerMinute?: number;
  /** Longer than this, in milliseconds, for the slowest hundredth of a minute's requests. Made and removed alike. */
  readonly latencyP99InMs?: number;
}

/** How a change reaches what is live, beside its strategy: how the traffic moves, and what takes it back. */
export interface Rollout {
  readonly shift: TrafficShift;
  /** The first part of a canary, each part of a linear shift: 1 to 100. Absent with `instances`, and all at once. */
  readonly percent?: number;
  /** The same as a number of instances. */
  readonly instances?: number;
  /** After each part, before the next one; the alarms are watched meanwhile. In milliseconds. */
  readonly waitInMs: number;
  /** How long the old release stays, without traffic, after all of it has moved. In milliseconds. */
  readonly keepOldInMs: number;
  /** Before any traffic moves, for `waitInMs`: so many per cent of it go to the new release too, whose answers nobody gets. */
  readonly mirrorPercent?: number;
  readonly alarms?: RolloutAlarms;
}

/** What of {@link Rollout} a target can do. */
export interface RolloutCapabilities {
  readonly shifts: readonly TrafficShift[];
  /** What a part may be given in. */
  readonly parts: readonly ('percent' | 'instances')[];
  readonly alarms: readonly (keyof RolloutAlarms)[];
  readonly mirrors: boolean;
}
