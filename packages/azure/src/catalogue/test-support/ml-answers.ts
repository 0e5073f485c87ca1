/**
 * What Azure Machine Learning answers. `vmFamily/dedicatedCores/usages`, and one name for both pools, is how it was
 * seen to; `vmFamily/usages`, with the pool in the name, is how its specification shows it.
 */
const subscription = '/subscriptions/00000000-0000-0000-0000-000000000000';
const type = 'Microsoft.MachineLearningServices';

interface Usage {
  readonly used?: number | null;
  readonly limit?: number | null;
}

export function familyUsage(
  family: string,
  { used = 0, limit = 0, pool = 'dedicated' }: Usage & { pool?: 'dedicated' | 'lowPriority' } = {},
): Record<string, unknown> {
  const words = pool === 'dedicated' ? 'Dedicated' : 'LowPriority';
  return {
    id: `${subscription}/usages/${family}`,
    type: `${type}/vmFamily/${pool}Cores/usages`,
    currentValue: used,
    limit,
    name: { value: family, localizedValue: `${family} Cluster ${words} vCPUs` },
    unit: 'Count',
  };
}

export function regionUsage(
  pool: 'Dedicated' | 'LowPriority',
  { used = 0, limit = 0 }: Usage,
): Record<string, unknown> {
  const key = pool === 'Dedicated' ? 'dedicatedCores' : 'lowPriorityCores';
  return {
    id: `${subscription}/usages/Total${pool}Cores`,
    type: `${type}/${key}/usages`,
    currentValue: used,
    limit,
    name: {
      value: `Total${pool}Cores`,
      localizedValue: `Total Cluster ${pool} Regional vCPUs`,
    },
    unit: 'Count',
  };
}

export function workspaceUsage(
  workspace: string,
  family: string,
  { used = 0, limit = 0 }: Usage,
): Record<string, unknown> {
  return {
    id: `${subscription}/resourceGroups/rg/providers/${type}/workspaces/${workspace}/usages/${family}`,
    type: `${type}/workspaces/usages`,
    currentValue: used,
    limit,
    name: { value: family, localizedValue: `${family} Cluster Dedicated vCPUs` },
    unit: 'Count',
  };
}

/** As the specification's example writes it. */
export function specifiedUsages(): readonly Record<string, unknown>[] {
  const usage = (path: string, kind: string, value: string, limit: number): object => ({
    id: `${subscription}${path}`,
    type: `${type}/${kind}`,
    currentValue: 2,
    limit,
    name: { value, localizedValue: value },
    unit: 'Count',
  });
  const dsv2 = 'Standard DSv2 Family Cluster Dedicated vCPUs';
  const workspace = `/resourceGroups/rg/providers/${type}/workspaces/demo`;
  return [
    usage('/usages', 'totalCores/usages', 'Clusters', 100),
    usage('/usages', 'dedicatedCores/usages', 'Total Cluster Dedicated Regional vCPUs', 24),
    usage('/usages/Standard_DSv2', 'vmFamily/usages', dsv2, 48),
    usage(`${workspace}/usages/Standard_DSv2`, 'workspaces/usages', dsv2, 12),
    usage(`${workspace}/computes/one/usages/DSv2`, 'workspaces/computes/usages', dsv2, 12),
    usage('/usages', 'lowPriorityCores/usages', 'Total Cluster LowPriority Regional vCPUs', 50),
    usage(
      '/usages/Standard_DSv2_LowPriority',
      'vmFamily/usages',
      'Standard DSv2 Family Cluster LowPriority vCPUs',
      -1,
    ),
  ] as Record<string, unknown>[];
}

interface SizeAnswer {
  readonly family?: string;
  readonly vCpus?: number;
  readonly gpus?: number;
  readonly memoryGb?: number;
  readonly types?: readonly string[];
  readonly prices?: readonly (readonly [tier: string, os: string, usd: number])[];
}

/** An entry of the list of sizes: by default one that jobs and endpoints run on. */
export function sizeAnswer(
  name: string,
  {
    family = 'standardNCADSA100v4Family',
    vCpus = 24,
    gpus = 1,
    memoryGb = 220,
    types = ['AmlCompute', 'ComputeInstance', 'MIR'],
    prices = [],
  }: SizeAnswer = {},
): Record<string, unknown> {
  return {
    name,
    family,
    vCPUs: vCpus,
    gpus,
    osVhdSizeMB: 1_047_552,
    maxResourceVolumeMB: 65_536,
    memoryGB: memoryGb,
    lowPriorityCapable: true,
    premiumIO: true,
    estimatedVMPrices: {
      billingCurrency: 'USD',
      unitOfMeasure: 'OneHour',
      values: prices.map(([vmTier, osType, retailPrice]) => ({ retailPrice, osType, vmTier })),
    },
    supportedComputeTypes: types,
  };
}
