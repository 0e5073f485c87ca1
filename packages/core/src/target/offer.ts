import type { Json } from './json.ts';

/** A fact about an offer, or plainly none. Unknown is never replaced by a guess. */
export type Fact<Value extends Json> =
  | {
      readonly known: true;
      readonly value: Value;
      /** Where it is from: `Service Quotas`, `snapshot 2026-11-01`. */
      readonly source: string;
      /** When it was true: ISO 8601, UTC. */
      readonly asOf: string;
    }
  | { readonly known: false; readonly reason: string };

export interface Accelerator {
  /** `A100-40GB`, `A100-80GB`, `H100`, … */
  readonly kind: string;
  readonly count: number;
  /** Usable bytes of one device, after the driver's share. */
  readonly memoryBytes: number;
}

/** What is asked of an instance. */
export interface Need {
  readonly purpose: 'serving' | 'training';
  /**
   * `A100`, `A100-80GB`, …; `cpu` asks for none, `auto` takes whatever fits, and `default` means A100 where
   * the target has any, else `auto`.
   */
  readonly accelerator: string;
  /** Bytes that must fit on one device, or in RAM on a CPU instance. */
  readonly memoryBytes: number;
  /** At least so many on each instance. */
  readonly gpusPerNode?: number;
  /** Instances of an endpoint, or nodes of a job. */
  readonly nodes: number;
  readonly spot?: boolean;
}

/** One thing that a target could run on. Three facts are kept apart: price, offered here, quota left. */
export interface Offer {
  /** Unique in its target: `us-east-1/ml.p4d.24xlarge`. */
  readonly id: string;
  /** The provider's own name: `ml.p4d.24xlarge`, `Standard_NC24ads_A100_v4`. */
  readonly instanceType: string;
  readonly region: string;
  readonly accelerator?: Accelerator;
  readonly vCpus: number;
  /** Host memory in bytes. */
  readonly memoryBytes: number;
  /** Between nodes, in gigabits per second. */
  readonly interconnectInGbps?: number;
  /** US dollars per instance and hour. */
  readonly usdPerHour: Fact<number>;
  readonly offeredHere: Fact<boolean>;
  /** How many more instances the quota allows, this deployment's own use not counted against it. */
  readonly quotaLeft: Fact<number>;
}
