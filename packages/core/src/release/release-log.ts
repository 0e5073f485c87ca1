import { asJson } from '../store/as-json.ts';
import { TorchrelayError } from '../errors/torchrelay-error.ts';
import { readJson } from '../store/json-object.ts';
import { keys } from '../store/keys.ts';
import { jsonSource } from '../store/sources.ts';
import type { Call } from '../target/call.ts';
import type { JsonObject } from '../target/json.ts';
import type { ObjectStore } from '../target/object-store.ts';
import type { ServeSpec } from '../target/serving.ts';

/** One release of one name, as `names/<name>/releases/<n>.json` keeps it. Written once, after its verification. */
export interface Release {
  readonly version: 1;
  /** From 1, without gaps. */
  readonly number: number;
  readonly name: string;
  /** ISO 8601, UTC, by this machine's clock. */
  readonly createdAt: string;
  readonly actor: string;
  readonly verb: 'deploy' | 'rollback';
  /** For a rollback: the release that it brought back. */
  readonly restores?: number;
  /** Enough to plan it again. */
  readonly spec: ServeSpec;
  /** Code, data, job and metrics that it came from. */
  readonly provenance?: JsonObject;
}

/** All releases of a name, oldest first. */
export async function readReleases(
  store: ObjectStore,
  name: string,
  call: Call,
): Promise<readonly Release[]> {
  const names: string[] = [];
  for await (const { key } of store.doList(keys.releases(name), call)) names.push(key);
  const releases: Release[] = [];
  for (const key of names.toSorted()) {
    const found = await readJson<Release>(store, key, call);
    if (found !== undefined) releases.push(found.value);
  }
  return releases;
}

export async function latestRelease(
  store: ObjectStore,
  name: string,
  call: Call,
): Promise<Release | undefined> {
  const found: string[] = [];
  for await (const { key } of store.doList(keys.releases(name), call)) found.push(key);
  const last = found.toSorted().at(-1);
  return last === undefined ? undefined : (await readJson<Release>(store, last, call))?.value;
}

/**
 * Writes the next release. A process that was killed just after writing finds its release there, unchanged.
 *
 * @throws TorchrelayError `RELEASE_CONFLICT` when another process wrote that number.
 */
export async function appendRelease(
  store: ObjectStore,
  release: Release,
  call: Call,
): Promise<Release> {
  const key = keys.release(release.name, release.number);
  try {
    await store.doWrite(key, jsonSource(asJson(release)), { ifAbsent: true }, call);
    return release;
  } catch (error) {
    const present = (await readJson<Release>(store, key, call))?.value;
    if (present?.spec.digest === release.spec.digest) return present;
    if (present === undefined) throw error;
    throw conflict(release, error);
  }
}

function conflict({ name, number }: Release, cause: unknown): TorchrelayError {
  return new TorchrelayError({
    code: 'RELEASE_CONFLICT',
    message: `Release ${number} of "${name}" was written by another process meanwhile.`,
    hint: 'Look at the status: the other release may be the one that serves. Then run the command again.',
    effect: 'done',
    cause,
    data: { name, number },
  });
}
