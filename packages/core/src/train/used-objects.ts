import { keys } from '../store/keys.ts';
import type { Call } from '../target/call.ts';
import type { ObjectStore } from '../target/object-store.ts';
import { type Attempt, readAttempts } from './attempts.ts';

/** Prefixes of the code and the data of an attempt, with what says that they are whole. */
export function prefixesOf({ spec: { codePrefix, data } }: Attempt): readonly string[] {
  const folders = Object.values(data).flatMap((from) =>
    from.kind === 'store' ? [keys.dataWith(from.prefix)] : [],
  );
  return [codePrefix, ...folders];
}

/** Of all jobs but one. */
export async function usedPrefixes(
  store: ObjectStore,
  { except }: { readonly except?: string },
  call: Call,
): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for await (const { key } of store.doList(keys.jobsPrefix, call)) {
    const name = key.slice(keys.jobsPrefix.length).split('/')[0];
    if (name !== undefined && name !== except) names.add(name);
  }
  const prefixes = new Set<string>();
  for (const name of names) {
    for (const attempt of await readAttempts(store, name, call))
      for (const prefix of prefixesOf(attempt)) prefixes.add(prefix);
  }
  return prefixes;
}
