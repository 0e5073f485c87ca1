import { asJson } from '../store/as-json.ts';
import { readJson } from '../store/json-object.ts';
import { keys } from '../store/keys.ts';
import { jsonSource } from '../store/sources.ts';
import type { Call } from '../target/call.ts';
import type { JsonObject } from '../target/json.ts';
import type { ObjectStore } from '../target/object-store.ts';
import type { TrainSpec } from '../target/training.ts';

/** One attempt of a job, as `jobs/<name>/attempts/<n>.json` keeps it. Written once, before it is started. */
export interface Attempt {
  readonly version: 1;
  /** From 1, without gaps, over all jobs of the name. */
  readonly attempt: number;
  /** ISO 8601, UTC, by this machine's clock. */
  readonly createdAt: string;
  readonly actor: string;
  /** The attempt whose checkpoints it goes on from. */
  readonly resumes?: number;
  readonly entry: string;
  readonly spec: TrainSpec;
  readonly provenance?: JsonObject;
}

/** All attempts of a name, oldest first. */
export async function readAttempts(
  store: ObjectStore,
  name: string,
  call: Call,
): Promise<readonly Attempt[]> {
  const found: string[] = [];
  for await (const { key } of store.doList(keys.attempts(name), call)) found.push(key);
  const attempts: Attempt[] = [];
  for (const key of found.toSorted()) {
    const stored = await readJson<Attempt>(store, key, call);
    if (stored !== undefined) attempts.push(stored.value);
  }
  return attempts;
}

/**
 * Writes the next attempt, which makes it this process's to start.
 *
 * @throws TorchrelayError `PRECONDITION_FAILED` when another process wrote that number
 */
export async function writeAttempt(
  store: ObjectStore,
  attempt: Attempt,
  call: Call,
): Promise<void> {
  const key = keys.attempt(attempt.spec.name, attempt.attempt);
  await store.doWrite(key, jsonSource(asJson(attempt)), { ifAbsent: true }, call);
}
