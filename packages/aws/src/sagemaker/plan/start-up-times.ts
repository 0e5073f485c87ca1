import type { PackageEntry } from '@torchrelay/core/target';

/** Slower than what S3 gives an instance, so that a slow day does not end a deployment. A rule of thumb. */
const slowestBytesPerSecond = 50e6;
/** What SageMaker takes, in seconds. */
const most = 3600;
const least = 600;

export interface StartUpTimes {
  readonly downloadTimeoutInSeconds: number;
  readonly healthTimeoutInSeconds: number;
}

/** How long the package may take to arrive, and the server to load it. */
export function startUpTimes(entries: readonly PackageEntry[]): StartUpTimes {
  const bytes = entries.reduce((sum, { size }) => sum + size, 0);
  const seconds = Math.min(most, least + Math.ceil(bytes / slowestBytesPerSecond));
  return { downloadTimeoutInSeconds: seconds, healthTimeoutInSeconds: seconds };
}
