import type { PricingClient } from '@aws-sdk/client-pricing';
import type { Call, Need } from '@torchrelay/core/target';
import { priceTable, type PriceTable } from '../price-list/price-table.ts';
import { componentOf } from '../price-list/sagemaker-price.ts';
import { getProducts } from './price-list-api.ts';

/** What SageMaker charges now, for one purpose in one region. Needs `pricing:GetProducts`. */
export async function livePrices({
  client,
  region,
  purpose,
  call,
}: {
  readonly client: PricingClient;
  readonly region: string;
  readonly purpose: Need['purpose'];
  readonly call: Call;
}): Promise<PriceTable> {
  const items = await getProducts({
    client,
    serviceCode: 'AmazonSageMaker',
    attributes: { regionCode: region, component: componentOf[purpose] },
    call,
  });
  return priceTable(items, { region, purpose });
}
