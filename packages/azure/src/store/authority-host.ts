import { azureClouds } from '../cloud/azure-clouds.ts';

/** Where the users of an account's cloud sign in. `undefined`, for a host of no known cloud, leaves it to Azure's own. */
export function authorityHostOf(accountUrl: string): string | undefined {
  const { hostname } = new URL(accountUrl);
  const cloud = Object.values(azureClouds).find(({ storageSuffix }) =>
    hostname.endsWith(`.blob.${storageSuffix}`),
  );
  return cloud?.authorityHost;
}
