/** What differs between the items of a price list. */
export interface PriceListEntry {
  readonly type: string;
  readonly component?: string;
  readonly region?: string;
  /** As AWS writes it: `25.2512860000`. */
  readonly usd?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly sku?: string;
}

const usageKinds: Readonly<Record<string, string>> = {
  Hosting: 'Host',
  Training: 'Train',
  'Studio-JupyterLab': 'Studio:JupyterLab',
};

/** One item of SageMaker's price list in the form of GetProducts. */
export function sagemakerItem({
  type,
  component = 'Hosting',
  region = 'us-east-1',
  usd = '2.0000000000',
  attributes = {},
  sku = `${component}-${type}`.toUpperCase(),
}: PriceListEntry): string {
  return item({
    sku,
    usd,
    serviceCode: 'AmazonSageMaker',
    attributes: {
      vCpu: '96',
      physicalGpu: 'N/A',
      instanceName: type,
      instanceType: `${type}-${component}`,
      component,
      platoinstancetype: component,
      usagetype: `USE1-${usageKinds[component] ?? component}:${type}`,
      regionCode: region,
      locationType: 'AWS Region',
      ...attributes,
    },
  });
}

/** One item of EC2's price list. */
export function ec2Item({
  type,
  region = 'us-east-1',
  usd = '2.0000000000',
  attributes = {},
  sku = type.toUpperCase(),
}: PriceListEntry): string {
  return item({
    sku,
    usd,
    serviceCode: 'AmazonEC2',
    attributes: {
      instanceType: type,
      regionCode: region,
      locationType: 'AWS Region',
      operatingSystem: 'Linux',
      tenancy: 'Shared',
      capacitystatus: 'Used',
      preInstalledSw: 'NA',
      marketoption: 'OnDemand',
      ...attributes,
    },
  });
}

/** The terms of something that costs so much an hour. */
export function hourlyTerms(sku: string, usd: string): object {
  const rate = `${sku}.JRTCKXETXF.6YS6EN2CT7`;
  const dimension = { unit: 'Hrs', beginRange: '0', endRange: 'Inf', rateCode: rate };
  return {
    [`${sku}.JRTCKXETXF`]: {
      sku,
      offerTermCode: 'JRTCKXETXF',
      priceDimensions: { [rate]: { ...dimension, pricePerUnit: { USD: usd } } },
      termAttributes: {},
    },
  };
}

function item({
  sku,
  usd,
  serviceCode,
  attributes,
}: {
  readonly sku: string;
  readonly usd: string;
  readonly serviceCode: string;
  readonly attributes: Readonly<Record<string, string>>;
}): string {
  return JSON.stringify({
    product: { productFamily: 'Instance', attributes, sku },
    serviceCode,
    terms: { OnDemand: hourlyTerms(sku, usd) },
    version: '20260901000000',
    publicationDate: '2026-09-01T00:00:00Z',
  });
}
