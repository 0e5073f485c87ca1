/**
 * What providers' packages share of their catalogues of instance types. For authors of targets.
 * @module
 */
export { acceleratorKind, acceleratorOf } from './accelerator-of.ts';
export type { AcceleratorKind } from './accelerator-of.ts';
export { catalogueProblems, checkCatalogue } from './check-catalogue.ts';
export type { CatalogueRules } from './check-catalogue.ts';
export { lookUp } from './look-up.ts';
export type { LookedUp, LookUpRequest } from './look-up.ts';
export { packSnapshot, unpackSnapshot } from './packed-snapshot.ts';
export { priceFact } from './price-fact.ts';
export { isPlausiblePrice } from './price-problems.ts';
export type {
  CataloguePrice,
  CatalogueQuota,
  CatalogueRow,
  CatalogueSnapshot,
  CatalogueSource,
} from './snapshot.ts';
