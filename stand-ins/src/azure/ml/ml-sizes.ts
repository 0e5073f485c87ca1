interface MlSize {
  readonly name: string;
  readonly family: string;
  readonly vCPUs: number;
  readonly gpus: number;
  readonly memoryGB: number;
}

/** What the region has. */
export const mlSizes: readonly MlSize[] = [
  ['Standard_NC24ads_A100_v4', 'standardNCADSA100v4Family', 24, 1, 220],
  ['Standard_NC48ads_A100_v4', 'standardNCADSA100v4Family', 48, 2, 440],
  ['Standard_NC96ads_A100_v4', 'standardNCADSA100v4Family', 96, 4, 880],
  ['Standard_ND96asr_v4', 'standard NDASv4_A100 Family', 96, 8, 900],
  ['Standard_ND96amsr_A100_v4', 'standard NDAMSv4_A100Family', 96, 8, 1900],
  ['Standard_DS3_v2', 'standardDSv2Family', 4, 0, 14],
].map(([name, family, vCPUs, gpus, memoryGB]) => ({
  name: String(name),
  family: String(family),
  vCPUs: Number(vCPUs),
  gpus: Number(gpus),
  memoryGB: Number(memoryGB),
}));

export function sizesAnswer(): object {
  const value = mlSizes.map((size) => ({
    ...size,
    osVhdSizeMB: 1_047_552,
    maxResourceVolumeMB: 65_536,
    lowPriorityCapable: true,
    premiumIO: true,
    estimatedVMPrices: { billingCurrency: 'USD', unitOfMeasure: 'OneHour', values: [] },
    supportedComputeTypes: ['AmlCompute', 'ComputeInstance', 'MIR'],
  }));
  return { value };
}

/** Plenty of everything: what is missing shows when a deployment is made. */
export function usagesAnswer(subscription: string): object {
  const value = [...new Set(mlSizes.map(({ family }) => family))].map((family) => ({
    id: `/subscriptions/${subscription}/usages/${family}`,
    type: 'Microsoft.MachineLearningServices/vmFamily/dedicatedCores/usages',
    currentValue: 0,
    limit: 10_000,
    name: { value: family, localizedValue: `${family} Cluster Dedicated vCPUs` },
    unit: 'Count',
  }));
  return { value };
}
