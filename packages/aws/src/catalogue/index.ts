/**
 * What SageMaker has, what it costs, and what an account's quotas allow.
 * @module
 */
export { catalogueClients } from './live/clients.ts';
export type { CatalogueClients } from './live/clients.ts';
export type { LookUpWarning } from './live/look-up-warning.ts';
export { awsOffers } from './offers.ts';
export type { AwsOffers, AwsOffersRequest } from './offers.ts';
export { awsSnapshot } from './snapshot.ts';
