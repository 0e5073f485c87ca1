import type { PackageEntry } from '@torchrelay/core/target';

/** Slower than a mounted disk reads, so that a slow day does not end a deployment. A rule of thumb. */
const slowestBytesPerSecond = 100e6;
const least = 300;
const most = 3600;

/** How long the server may take to load the package, in seconds. Azure brings the package before the server starts. */
export function startUpSeconds(entries: readonly PackageEntry[]): number {
  const bytes = entries.reduce((sum, { size }) => sum + size, 0);
  return Math.min(most, least + Math.ceil(bytes / slowestBytesPerSecond));
}
