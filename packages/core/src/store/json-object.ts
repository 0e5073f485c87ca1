import { TorchrelayError } from '../errors/torchrelay-error.ts';
import type { Call } from '../target/call.ts';
import type { ObjectHead, ObjectStore } from '../target/object-store.ts';
import { readAll } from './sources.ts';

export interface StoredJson<Value> {
  readonly head: ObjectHead;
  readonly value: Value;
}

/**
 * One JSON object of the store, `undefined` when there is none. What was written by us is trusted to have
 * its type, but not to be whole: text that is no JSON is said with its key.
 */
export async function readJson<Value>(
  store: ObjectStore,
  key: string,
  call: Call,
): Promise<StoredJson<Value> | undefined> {
  const found = await store.doRead(key, call);
  if (found === undefined) return undefined;
  const text = new TextDecoder().decode(await readAll(found.source, call));
  return { head: found.head, value: parse(text, key) as Value };
}

function parse(text: string, key: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new TorchrelayError({
      code: 'STORE_OBJECT_CORRUPT',
      message: `The store's object ${key} is not valid JSON.`,
      hint: 'Something other than torchrelay wrote it. Restore it, or delete it and run the command again.',
      cause: error,
      data: { key },
    });
  }
}
