import type { Call } from '../target/call.ts';
import type { ObjectStore } from '../target/object-store.ts';
import type { ServedRelease } from '../target/serving.ts';
import { latestRelease, readReleases, type Release } from './release-log.ts';

/** The recorded release of what serves. In the middle of a change it need not be what was recorded last. */
export async function servedRelease(
  store: ObjectStore,
  name: string,
  { specDigest }: ServedRelease,
  call: Call,
): Promise<Release | undefined> {
  const latest = await latestRelease(store, name, call);
  if (latest === undefined || latest.spec.digest === specDigest) return latest;
  const releases = await readReleases(store, name, call);
  return releases.findLast(({ spec }) => spec.digest === specDigest) ?? latest;
}
