import { storePromises, type StoreSubject } from './promises/store-promises.ts';

/**
 * Runs what every object store promises as tests of their own, for a store without a target around it.
 *
 * @example
 * testStore({ test, createStore: () => myStore(bucket) });
 */
export function testStore({
  test,
  ...subject
}: StoreSubject & { readonly test: (name: string, run: () => Promise<void>) => void }): void {
  for (const { name, run } of storePromises(subject)) test(name, run);
}
