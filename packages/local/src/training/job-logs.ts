import { createReadStream, existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

import type { Call, LogLine, LogOptions } from '@torchrelay/core/target';

import { isUnderWay } from './is-under-way.ts';
import type { JobFolder } from './job-folder.ts';
import { observeJob } from './observe-job.ts';

const pollInMs = 200;

/** What all nodes wrote. Following ends when the job has, however it has, or is forgotten. */
export async function* jobLogs(
  id: string,
  folder: JobFolder,
  { tail, follow = false, since = 0 }: LogOptions,
  { abortSignal }: Call,
): AsyncIterable<LogLine> {
  const reader = createReader(folder.log);
  const first = (await reader()).filter(({ time }) => time >= since);
  yield* tail === undefined ? first : first.slice(-tail || first.length);
  if (!follow) return;
  for (;;) {
    const job = observeJob(id, folder);
    yield* await reader();
    if (job === undefined || !isUnderWay(job)) return;
    // The rejection says only that it was aborted, which the signal says too.
    await delay(pollInMs, undefined, abortSignal && { signal: abortSignal }).catch(() => {});
    if (abortSignal?.aborted === true) return;
  }
}

/** Gives the whole lines that were written since the last call. */
function createReader(path: string): () => Promise<LogLine[]> {
  // A letter may lie in two pieces.
  const decoder = new TextDecoder();
  let read = 0;
  let rest = '';
  return async () => {
    if (!existsSync(path)) return [];
    let text = rest;
    for await (const chunk of createReadStream(path, { start: read })) {
      text += decoder.decode(chunk as Buffer, { stream: true });
      read += (chunk as Buffer).byteLength;
    }
    const lines = text.split('\n');
    rest = lines.pop() ?? '';
    return lines.map((line): LogLine => JSON.parse(line));
  };
}
