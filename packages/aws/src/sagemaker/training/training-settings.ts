/** What only training has. */
export interface TrainingSettings {
  /**
   * Keep the instances so long after a job, for the next one that asks for the same: a warm pool. At most 6 hours,
   * charged like the job; it has a quota of its own. @default 0: none
   */
  readonly keepAliveInMs?: number;
  /** The disk of each node, where its type has none of its own. @default 100 */
  readonly volumeSizeInGB?: number;
  /** Encrypt what nodes send to each other, which takes time. @default false */
  readonly encryptTraffic?: boolean;
}
