import { hourlyTerms } from '../../../../packages/aws/src/catalogue/test-support/price-list-texts.ts';

interface BulkProduct {
  readonly sku: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly usd: string;
}

/** A price list file in the form of the bulk API, piece by piece: products, then terms. */
export function* bulkList(products: Iterable<BulkProduct>): Generator<string> {
  const all = [...products];
  yield '{\n "formatVersion": "v1.0",\n "offerCode": "AmazonSageMaker",\n "products": {\n';
  for (const [at, { sku, attributes }] of all.entries()) {
    const product = { sku, productFamily: 'ML Instance', attributes };
    yield `${at === 0 ? '' : ',\n'}"${sku}": ${JSON.stringify(product)}`;
  }
  yield '\n },\n "terms": {\n "OnDemand": {\n';
  for (const [at, { sku, usd }] of all.entries()) {
    yield `${at === 0 ? '' : ',\n'}"${sku}": ${JSON.stringify(hourlyTerms(sku, usd))}`;
  }
  yield '\n },\n "Reserved": {}\n },\n "attributesList": {}\n}';
}
