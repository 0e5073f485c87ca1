interface Sku {
  readonly family?: string;
  readonly location?: string;
  readonly zones?: readonly string[];
  readonly capabilities?: Readonly<Record<string, string>>;
  readonly restrictions?: readonly unknown[];
}

/** One entry of the list of resource SKUs: by default an A100 size that anybody may have. */
export function skuAnswer(
  name: string,
  {
    family = 'StandardNCADSA100v4Family',
    location = 'eastus',
    zones = ['2', '1'],
    capabilities = { vCPUs: '24', MemoryGB: '220', GPUs: '1', CpuArchitectureType: 'x64' },
    restrictions = [],
  }: Sku = {},
): Record<string, unknown> {
  return {
    resourceType: 'virtualMachines',
    name,
    tier: 'Standard',
    size: name.replace(/^Standard_/, ''),
    family,
    locations: [location],
    locationInfo: [{ location, zones, zoneDetails: [] }],
    capabilities: Object.entries(capabilities).map(([key, value]) => ({ name: key, value })),
    restrictions,
  };
}

/** What forbids a location, as Azure writes it. */
export function restrictedIn(...values: readonly string[]): Record<string, unknown> {
  return {
    type: 'Location',
    values,
    restrictionInfo: { locations: values },
    reasonCode: 'NotAvailableForSubscription',
  };
}
