/** How much of one limit of Azure Machine Learning is used, in vCPUs. A type of JSON: it is kept on disk. */
export type MlUsage = {
  /** A family's key (`familyKey`), or `null` for all families of the region together. */
  readonly family: string | null;
  readonly pool: 'dedicated' | 'low-priority';
  /** The name of the workspace that the limit is for, in lower case; `null` for the subscription. */
  readonly workspace: string | null;
  /** `null` where Azure does not say: subscriptions on trial. */
  readonly used: number | null;
  /** `null` where there is none of its own (Azure writes -1): the region's still holds. */
  readonly limit: number | null;
  /** As the portal shows it. */
  readonly label: string;
};
