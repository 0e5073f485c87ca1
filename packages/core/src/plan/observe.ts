import type { ApplyContext } from '../apply/context.ts';
import { withRetries } from '../apply/retry.ts';
import { warningsTo } from '../apply/warnings-to.ts';
import { TorchrelayError } from '../errors/torchrelay-error.ts';
import { isUploaded } from '../package/upload.ts';
import { latestRelease, type Release } from '../release/release-log.ts';
import { keys } from '../store/keys.ts';
import type { Call } from '../target/call.ts';
import type { ObjectStore, StoreState } from '../target/object-store.ts';
import type { Deployment } from '../target/serving.ts';
import { draftOf, type Intent } from './intent.ts';

/** Everything that has to be asked before planning; what follows from it is pure. */
export interface Observed {
  readonly scope: string;
  readonly store: StoreState;
  readonly live: Deployment | undefined;
  readonly latest: Release | undefined;
  /** Whether the wanted package is in the store, whole. */
  readonly uploaded: boolean;
  /** Whether anything is stored under the name. */
  readonly remembered: boolean;
}

/** @throws TorchrelayError `STORE_MISMATCH`, and what the target throws */
export async function observe(intent: Intent, context: ApplyContext): Promise<Observed> {
  const { target, serving, emit } = context;
  const call: Call = { abortSignal: context.abortSignal, onWarning: warningsTo(emit) };
  const ask = <Answer>(request: () => Promise<Answer>): Promise<Answer> =>
    withRetries(request, context);
  const scope = await ask(() => target.doScope(call));
  const store = await ask(() => target.store.doObserve(call));
  const live = await ask(() => serving.doObserve(intent.name, call));
  if (live !== undefined) checkStore(live, store);
  const known = store.exists ? await ask(() => readStore(intent, target.store, call)) : emptyStore;
  return { scope, store, live, ...known };
}

/** With another store there is another lease and no history: whoever failed there would remove what serves. */
function checkStore({ name, storeLocation }: Deployment, { location }: StoreState): void {
  if (storeLocation === location) return;
  throw new TorchrelayError({
    code: 'STORE_MISMATCH',
    message: `"${name}" keeps its packages and releases in ${storeLocation}, not in ${location}.`,
    hint: 'Give the target the store that it was deployed with.',
    data: { name, storeLocation, location },
  });
}

const emptyStore = { latest: undefined, uploaded: false, remembered: false } as const;

async function readStore(
  intent: Intent,
  store: ObjectStore,
  call: Call,
): Promise<Pick<Observed, 'latest' | 'uploaded' | 'remembered'>> {
  const draft = draftOf(intent);
  const [latest, uploaded, remembered] = await Promise.all([
    latestRelease(store, intent.name, call),
    draft === undefined ? false : isUploaded(store, draft.package, call),
    intent.verb === 'destroy' && isRemembered(store, intent.name, call),
  ]);
  return { latest, uploaded, remembered };
}

async function isRemembered(store: ObjectStore, name: string, call: Call): Promise<boolean> {
  for await (const _ of store.doList(keys.nameFolder(name), call)) return true;
  return false;
}
