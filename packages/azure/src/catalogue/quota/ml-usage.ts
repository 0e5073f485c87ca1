/** How much of one limit of Azure Machine Learning is used, in vCPUs. */
export interface MlUsage {
  /** A family's key (`familyKey`), or `undefined` for all families of the region together. */
  readonly family: string | undefined;
  readonly pool: 'dedicated' | 'low-priority';
  /** The name of the workspace that the limit is for, in lower case; `undefined` for the subscription. */
  readonly workspace: string | undefined;
  /** `undefined` where Azure does not say: subscriptions on trial. */
  readonly used: number | undefined;
  /** `undefined` where there is none of its own (Azure writes -1): the region's still holds. */
  readonly limit: number | undefined;
  /** As the portal shows it. */
  readonly label: string;
}
