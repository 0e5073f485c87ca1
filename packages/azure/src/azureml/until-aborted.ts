import type { Call, LogLine, LogOptions } from '@torchrelay/core/target';

/** Following ends quietly when it is aborted, wherever that finds it: as `doLogs` promises. */
export async function* untilAborted(
  lines: AsyncIterable<LogLine>,
  { follow = false }: LogOptions,
  { abortSignal }: Call,
): AsyncIterable<LogLine> {
  try {
    yield* lines;
  } catch (error) {
    if (!follow || abortSignal?.aborted !== true) throw error;
  }
}
