import type { Target } from '@torchrelay/core/target';

/** Called around each request of a target; throwing replaces the request, or its answer. */
export interface Watcher {
  before?(request: string): void | Promise<void>;
  after?(request: string): void | Promise<void>;
}

/** The same target, with every request that core makes of it seen by a watcher. */
export function watchedTarget(target: Target, watcher: Watcher): Target {
  const { serving, store } = target;
  return {
    ...watched(target, '', watcher),
    store: watched(store, 'store.', watcher),
    ...(serving !== undefined && { serving: watched(serving, 'serving.', watcher) }),
  };
}

function watched<Part extends object>(part: Part, prefix: string, watcher: Watcher): Part {
  return new Proxy(part, {
    get(object, property, receiver) {
      const value: unknown = Reflect.get(object, property, receiver);
      if (typeof value !== 'function' || !/^do[A-Z]/.test(String(property))) return value;
      const method = (...args: unknown[]): unknown => Reflect.apply(value, object, args);
      const request = prefix + String(property);
      return isStream(String(property))
        ? (...args: unknown[]) => watchedStream(() => method(...args), request, watcher)
        : (...args: unknown[]) => watchedCall(() => method(...args), request, watcher);
    },
  });
}

const streams: ReadonlySet<string> = new Set(['doList', 'doListUploads', 'doLogs', 'doStream']);

function isStream(method: string): boolean {
  return streams.has(method);
}

async function watchedCall(
  method: () => unknown,
  request: string,
  watcher: Watcher,
): Promise<unknown> {
  await watcher.before?.(request);
  const answer = await method();
  await watcher.after?.(request);
  return answer;
}

async function* watchedStream(
  method: () => unknown,
  request: string,
  watcher: Watcher,
): AsyncIterable<unknown> {
  await watcher.before?.(request);
  yield* method() as AsyncIterable<unknown>;
  await watcher.after?.(request);
}
