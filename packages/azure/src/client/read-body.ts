import { pipeline } from 'node:stream/promises';

import type { PipelineResponse } from '@azure/core-rest-pipeline';

import { guardAgainstSilence } from '../store/silence-guard.ts';

/**
 * All of an answer that came as a stream, as it is. The pipeline's own watch over the request has ended with the
 * answer's headers.
 */
export async function readBody(
  { readableStreamBody: body }: Pick<PipelineResponse, 'readableStreamBody'>,
  {
    silenceInMs,
    abortSignal,
  }: { readonly silenceInMs: number | undefined; readonly abortSignal: AbortSignal | undefined },
): Promise<Buffer<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  if (body === undefined) return Buffer.alloc(0);
  using guard = guardAgainstSilence({ abortSignal }, silenceInMs);
  try {
    guard.watch();
    await pipeline(
      body,
      async (source) => {
        for await (const chunk of source) {
          guard.watch();
          chunks.push(Buffer.from(chunk));
        }
      },
      { signal: guard.abortSignal },
    );
  } catch (error) {
    if (!guard.hasFired() || silenceInMs === undefined) throw error;
    throw new Error(`no more of the answer for ${silenceInMs / 1000} s`, { cause: error });
  }
  return Buffer.concat(chunks);
}
