import type { Target } from '@torchrelay/core/target';
import type { Timing } from '@torchrelay/core';

/** A target, and what its promises are tested with. */
export interface Subject {
  /** A new instance over the same account. Two of them are to each other like two processes. */
  createTarget(): Target;
  /**
   * Everything of torchrelay's that natively exists in that account now, a line each: resources, objects,
   * processes, unfinished uploads. Asked from the platform, not from the target: it is what finds leaks.
   */
  audit(): Promise<readonly string[]>;
  readonly timing?: Partial<Timing>;
  /** Ways to make the platform misbehave; the promises about that are left out where they are absent. */
  readonly platform?: Platform;
  /**
   * After how many calls to crash, one crash after another. Every call is right where calls are quick;
   * larger steps sample. @default 1
   */
  readonly crashEvery?: number;
}

/**
 * Trouble that a test can make on the platform. What is absent cannot be made there, and its promises are not
 * tested.
 */
export interface Platform {
  /** From now on no instance of this offer can be had; the deployment fails after a while. */
  readonly exhaust?: (offerId: string) => void;
  /** Ends what `exhaust` began. */
  readonly replenish?: () => void;
  /** The next update under this name will be put back by the platform, without an error. */
  readonly rollBackNextUpdate?: (name: string) => void;
  /** An alarm goes off in the middle of the next change under this name, if that watches any. */
  readonly soundAlarm?: (name: string) => void;
  /** The platform's rule for autoscaling has come to this number of instances, and they serve. */
  readonly autoscale?: (name: string, instances: number) => void | Promise<void>;
  /** The time of this deployment is over, and the platform has done what it was told to do then. */
  readonly expire?: (name: string) => void | Promise<void>;
  /** Puts out what was measured, where metrics would come minutes later. */
  readonly publishMetrics?: (name: string) => void | Promise<void>;
}
