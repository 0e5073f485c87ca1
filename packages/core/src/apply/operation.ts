import { type OperationTrace, traced } from '../tracing/tracing-channels.ts';
import type { RelayEvent } from './events.ts';

/**
 * Work under way: `await` it for its result, or iterate it for its events, or both.
 *
 * @example
 * const operation = deploy('./model.pt', target);
 * for await (const event of operation) console.error(event.type);
 * const endpoint = await operation;
 */
export interface Operation<Result> extends Promise<Result>, AsyncIterable<RelayEvent> {}

/**
 * Starts the work at once. Events are kept until they are read, so that iterating late misses none;
 * the iteration ends with the work and throws what the work threw.
 */
export function startOperation<Result>(
  trace: OperationTrace,
  work: (listener: (event: RelayEvent) => void) => Promise<Result>,
): Operation<Result> {
  const events: RelayEvent[] = [];
  let wake = Promise.withResolvers<void>();
  const progress = { ended: false };

  const listener = (event: RelayEvent): void => {
    events.push(event);
    notify();
  };
  const result = traced
    .operation(trace, () => work(listener))
    .finally(() => {
      progress.ended = true;
      notify();
    });

  function notify(): void {
    wake.resolve();
    wake = Promise.withResolvers<void>();
  }

  function listen(): AsyncGenerator<RelayEvent, void, undefined> {
    // The iteration throws it, but only once the events before it have been read.
    result.catch(() => {});
    return iterate();
  }

  async function* iterate(): AsyncGenerator<RelayEvent, void, undefined> {
    for (let index = 0; ; index += 1) {
      while (index >= events.length && !progress.ended) await wake.promise;
      const event = events[index];
      if (event === undefined) break;
      yield event;
    }
    await result;
  }

  return Object.assign(result, { [Symbol.asyncIterator]: listen });
}
