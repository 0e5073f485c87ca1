/** One row of Azure's price list, as the API writes it: by default what an A100 costs on demand under Linux. */
export function retailRow(row: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    currencyCode: 'USD',
    tierMinimumUnits: 0.0,
    retailPrice: 3.673,
    unitPrice: 3.673,
    armRegionName: 'eastus',
    location: 'US East',
    effectiveStartDate: '2024-04-01T00:00:00Z',
    meterId: '00000000-0000-0000-0000-00000000000a',
    meterName: 'NC24ads A100 v4',
    productId: 'DZH318Z08TST',
    skuId: 'DZH318Z08TST/0001',
    productName: 'Virtual Machines NCads A100 v4 Series',
    skuName: 'NC24ads A100 v4',
    serviceName: 'Virtual Machines',
    serviceId: 'DZH313Z7MMC8',
    serviceFamily: 'Compute',
    unitOfMeasure: '1 Hour',
    type: 'Consumption',
    isPrimaryMeterRegion: true,
    armSkuName: 'Standard_NC24ads_A100_v4',
    ...row,
  };
}

/** One page of the price list. */
export function retailPage(
  items: readonly unknown[],
  nextPageLink: string | null = null,
): Record<string, unknown> {
  return {
    BillingCurrency: 'USD',
    CustomerEntityId: 'Default',
    CustomerEntityType: 'Retail',
    Items: items,
    NextPageLink: nextPageLink,
    Count: items.length,
  };
}
