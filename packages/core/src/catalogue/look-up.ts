import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toTorchrelayError } from '../errors/torchrelay-error.ts';
import { writeWhole } from '../prepare/write-whole.ts';
import type { Json } from '../target/json.ts';

/** Something that a provider is asked for, and that is remembered for a while. */
export interface LookUpRequest<Value extends Json> {
  /** Where answers are kept; made when it is needed. Nothing is kept where it is absent. */
  readonly folder?: string | undefined;
  /** What was asked, as a file name: `aws-prices-us-east-1`. It names whatever the answer depends on. */
  readonly key: string;
  /** An older answer is asked for again. */
  readonly maxAgeInMs: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly load: () => Promise<Value>;
}

/** What the provider says, or said when it was last asked. */
export interface LookedUp<Value extends Json> {
  readonly value: Value;
  /** When the provider said so: ISO 8601, UTC. */
  readonly asOf: string;
  /** Why the provider could not be asked again: then this is an old answer. */
  readonly failure?: unknown;
}

/**
 * Asks a provider, or remembers what it said. When it cannot be asked, an old answer is better than none, and says how
 * old it is.
 *
 * @throws whatever `load` throws, where there is no old answer
 */
export async function lookUp<Value extends Json>({
  folder,
  key,
  maxAgeInMs,
  now,
  load,
}: LookUpRequest<Value>): Promise<LookedUp<Value>> {
  const kept =
    folder === undefined ? undefined : await readAnswer<Value>(join(folder, fileOf(key)));
  const age = kept === undefined ? Number.POSITIVE_INFINITY : now() - Date.parse(kept.asOf);
  if (kept !== undefined && age >= 0 && age <= maxAgeInMs) return kept;
  try {
    const answer = { asOf: new Date(now()).toISOString(), value: await load() };
    if (folder !== undefined) await keepAnswer(join(folder, fileOf(key)), answer);
    return answer;
  } catch (failure) {
    if (kept === undefined || isAbort(failure)) throw failure;
    return { ...kept, failure };
  }
}

const version = 1;

const fileOf = (key: string): string => `${key.replaceAll(/[^\w.-]/g, '_')}.json`;

const isAbort = (error: unknown): boolean => toTorchrelayError(error).code === 'ABORTED';

async function keepAnswer<Value extends Json>(
  path: string,
  answer: LookedUp<Value>,
): Promise<void> {
  try {
    await writeWhole(path, `${JSON.stringify({ version, ...answer })}\n`);
  } catch {
    // A home that cannot be written to, as in many containers, makes looking up slower, not wrong.
  }
}

/** An answer that cannot be read, or that another version wrote, is none: all it costs is asking again. */
async function readAnswer<Value extends Json>(path: string): Promise<LookedUp<Value> | undefined> {
  try {
    const kept = JSON.parse(await readFile(path, 'utf8')) as Partial<LookedUp<Value>> & {
      readonly version?: unknown;
    };
    const { asOf = '', value } = kept;
    if (kept.version !== version || value === undefined) return undefined;
    return Number.isNaN(Date.parse(asOf)) ? undefined : { value, asOf };
  } catch {
    return undefined;
  }
}
