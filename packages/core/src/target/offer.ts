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

/** The GPUs of one instance, all of one kind. */
export interface Accelerator {
  /** `A100-40GB`, `A100-80GB`, `H100`, … */
  readonly kind: string;
  readonly count: number;
  /** Usable bytes of one device, after the driver's share. */
  readonly memoryBytes: number;
  /** Of one device, in gigabytes per second. */
  readonly memoryBandwidthInGBps?: number;
  /** How the devices of one instance reach each other; absent where there is one, or where nobody says. */
  readonly link?: 'nvlink' | 'pcie';
}

/** What is asked of an instance. */
export interface Need {
  readonly purpose: 'serving' | 'training';
  /**
   * `A100`, `A100-80GB`, `A100:8`, `80GB+`, several with commas between; `cpu` asks for none, `auto` takes whatever
   * fits, and `default` means A100 where the target has any, else `auto`.
   */
  readonly accelerator: string;
  /** Bytes that must fit on one device. */
  readonly memoryBytes: number;
  /** Bytes that must fit in RAM on an instance without a device; as many as on a device where it is not said. */
  readonly hostMemoryBytes?: number;
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
  /** Local disks together, in bytes. */
  readonly localStorageBytes?: number;
  /** Between nodes by RDMA (EFA, InfiniBand), in gigabits per second; absent where there is none. */
  readonly interconnectInGbps?: number;
  /** US dollars per instance and hour, on demand, for the purpose that was asked for. */
  readonly usdPerHour: Fact<number>;
  /** The same for capacity that may be taken back; absent where the target has none. */
  readonly spotUsdPerHour?: Fact<number>;
  readonly offeredHere: Fact<boolean>;
  /** How many more instances the quota allows, this deployment's own use not counted against it. */
  readonly quotaLeft: Fact<number>;
  /** What to ask the provider for more of: `ml.p4d.24xlarge for endpoint usage`. */
  readonly quotaName?: string;
  /** The provider's short name of that quota, where one is published: `L-09F79647`. */
  readonly quotaCode?: string;
}

/** What may be spent: judged by the price of all instances together. */
export interface PriceLimit {
  /** US dollars per hour for the whole deployment or job. */
  readonly maxUsdPerHour: number;
  /** Take also what has no known price. */
  readonly allowUnknownPrice?: boolean;
}
