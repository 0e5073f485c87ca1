/**
 * What Azure has, what it costs, and how much of it a subscription may have.
 * @module
 */
export { azureCloud } from '../cloud/azure-clouds.ts';
export type { AzureCloud } from '../cloud/azure-clouds.ts';
export type { LinuxPrice, LinuxPrices } from './live/linux-prices.ts';
export type { MlPlace } from './live/ml-location.ts';
export { readMlSizes } from './live/ml-sizes.ts';
export type { MlSize } from './live/ml-sizes.ts';
export type { Reading } from './live/read-failure.ts';
export { jsonReader } from './live/read-json.ts';
export type { ReaderSettings, ReadJson } from './live/read-json.ts';
export { readResourceSkus } from './live/resource-skus.ts';
export type { ResourceSku } from './live/resource-skus.ts';
export { readRetailPrices } from './live/retail-prices.ts';
export type { RetailPricesRequest } from './live/retail-prices.ts';
export type { RetryTiming } from '../client/throttling.ts';
export { azureOffers } from './offers.ts';
export type { AzureOffers, AzureOffersRequest } from './offers.ts';
export type { LookUpWarning } from './live/look-up-warning.ts';
export { familyKey } from './quota/family-name.ts';
export { azureSnapshot } from './snapshot.ts';
