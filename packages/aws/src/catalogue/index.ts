/**
 * What SageMaker has, what it costs, and how much of it an account may have.
 * @module
 */
export { awsOffers } from './offers.ts';
export type { AwsOffers, AwsOffersRequest } from './offers.ts';
export { awsSnapshot } from './snapshot.ts';
export { catalogueClients } from './live/clients.ts';
export type { CatalogueClients } from './live/clients.ts';
export type { LookUpWarning } from './live/look-up-warning.ts';
