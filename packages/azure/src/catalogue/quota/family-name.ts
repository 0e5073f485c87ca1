/**
 * Azure Machine Learning and Azure Compute have different names for these: the key is what Compute says.
 * Source: the list of sizes for managed online endpoints beside the resource SKUs.
 */
const otherNames: Readonly<Record<string, string>> = {
  standardndsh100v5family: 'standardndv5h100family',
};

/**
 * The one key of a quota family, however it is written: `standard NDASv4_A100 Family`,
 * `StandardNDASv4_A100Family`, `Standard NDASv4_A100 Family Cluster Dedicated vCPUs`.
 */
export function familyKey(name: string): string {
  const key = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')
    .replace(/cluster(?:dedicated|lowpriority)vcpus$/, '');
  return otherNames[key] ?? key;
}
