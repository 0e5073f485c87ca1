/** A region as addresses and ids have it, however an API or a person writes it: `westus3` for `WestUS3`, `West US 3`. */
export function regionName(region: string): string {
  return region.toLowerCase().replaceAll(/\s/g, '');
}
