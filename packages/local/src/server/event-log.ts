import { appendFileSync, renameSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';

/** One line of the log: what happened when, and to which deployment. */
export interface LogEvent {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Noun and verb: `worker-lost`. */
  readonly event: string;
  readonly deployment?: string;
  readonly [detail: string]: unknown;
}

export interface EventLog {
  write(event: { readonly event: string; readonly [detail: string]: unknown }): void;
}

const LARGEST_LOG_BYTES = 8 * 1024 * 1024;

export function logPathIn(runtimeDirectory: string): string {
  return join(runtimeDirectory, 'server.log');
}

/** A file of JSON lines. When it has grown too large it becomes `….1`, and a new one begins. */
export function createEventLog({
  path,
  now = Date.now,
  largestBytes = LARGEST_LOG_BYTES,
}: {
  path: string;
  now?: () => number;
  largestBytes?: number;
}): EventLog {
  let size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  return {
    write(event) {
      const line = `${JSON.stringify({ time: now(), ...event })}\n`;
      if (size > 0 && size + line.length > largestBytes) {
        renameSync(path, `${path}.1`);
        size = 0;
      }
      // At once: the last line before a crash is the one that is wanted.
      appendFileSync(path, line, { mode: 0o600 });
      size += line.length;
    },
  };
}

/** The last `count` events, oldest first. Reads only the end of the file. */
export async function readLastEvents({
  path,
  count,
  deployment,
}: {
  path: string;
  count: number;
  /** Only those of one deployment. */
  deployment?: string | undefined;
}): Promise<LogEvent[]> {
  const lines = (await readEnd(path)).split('\n').filter((line) => line !== '');
  return lines
    .map(parseEvent)
    .filter((event) => event !== undefined)
    .filter((event) => deployment === undefined || event.deployment === deployment)
    .slice(-count);
}

const END_BYTES = 1024 * 1024;

async function readEnd(path: string): Promise<string> {
  await using file = await open(path, 'r');
  const { size } = await file.stat();
  const start = Math.max(0, size - END_BYTES);
  const { bytesRead, buffer } = await file.read({
    buffer: Buffer.alloc(size - start),
    position: start,
  });
  return buffer.toString('utf8', 0, bytesRead);
}

/** The first line may be cut in two, and the last one not yet whole. */
function parseEvent(line: string): LogEvent | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
