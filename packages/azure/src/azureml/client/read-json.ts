import type { PipelineResponse } from '@azure/core-rest-pipeline';
import { TorchrelayError } from '@torchrelay/core';

/**
 * The document of an answer. What stands between here and Azure may answer in its place, with a page and a status of 200:
 * that says nothing of what was asked for.
 *
 * @throws TorchrelayError `UNREACHABLE`, which never quotes the answer: it may hold a key
 */
export function readJson(
  { status, bodyAsText }: Pick<PipelineResponse, 'status' | 'bodyAsText'>,
  { attempt, isChange = false }: { readonly attempt: string; readonly isChange?: boolean },
): unknown {
  try {
    return JSON.parse(bodyAsText ?? '') as unknown;
  } catch {
    throw new TorchrelayError({
      code: 'UNREACHABLE',
      message: `${attempt}: the answer (${status}) is no JSON, so it is not Azure’s, or not all of it.`,
      hint: 'Look at what stands between here and Azure: HTTPS_PROXY, or a network with a sign-in page. Then run the command again; what was sent is kept.',
      recovery: 'retry',
      effect: isChange ? 'unknown' : 'none',
      data: { status },
    });
  }
}
