import type { Accelerator, Need } from '../target/offer.ts';

/** Where facts of a catalogue are from. */
export interface CatalogueSource {
  /** A published fact, or something computed from one: `estimate` is said wherever the fact is shown. */
  readonly kind: 'published' | 'estimate';
  /** For people: `AWS Price List, SageMaker Hosting`. */
  readonly text: string;
  /** When it was true: ISO 8601, UTC; a day (`2026-09-01`) or a moment. */
  readonly asOf: string;
}

/** What a row costs in one region. */
export interface CataloguePrice {
  readonly region: string;
  readonly purpose: Need['purpose'];
  readonly market: 'on-demand' | 'spot';
  /** US dollars per instance and hour. */
  readonly usdPerHour: number;
  /** A key of {@link CatalogueSnapshot.sources}. */
  readonly source: string;
}

/** The quota that a row counts against, in the provider's words. */
export interface CatalogueQuota {
  readonly name: string;
  readonly code?: string;
}

/** One instance type, with what is published about it. What has no source is left out. */
export interface CatalogueRow {
  /** The provider's own name: `ml.p4d.24xlarge`. */
  readonly instanceType: string;
  readonly purposes: readonly Need['purpose'][];
  readonly accelerator?: Accelerator;
  readonly vCpus: number;
  /** Host memory in bytes. */
  readonly memoryBytes: number;
  /** Local disks together, in bytes. */
  readonly localStorageBytes?: number;
  /** Between nodes by RDMA (EFA, InfiniBand), in gigabits per second; absent where there is none. */
  readonly interconnectInGbps?: number;
  /** Where the source lists it, sorted. */
  readonly regions: readonly string[];
  /** The quota that each use counts against. */
  readonly quotas: { readonly [Use in 'serving' | 'training' | 'spot-training']?: CatalogueQuota };
  readonly prices: readonly CataloguePrice[];
  /** A key of {@link CatalogueSnapshot.sources}: where all of this but the prices is from. */
  readonly source: string;
}

/** What a package ships of a provider's instance types, for when the provider cannot be asked. */
export interface CatalogueSnapshot {
  /** ISO 8601, UTC. */
  readonly generatedAt: string;
  readonly sources: { readonly [key: string]: CatalogueSource };
  readonly rows: readonly CatalogueRow[];
}
