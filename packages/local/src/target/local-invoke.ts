import { TorchrelayError } from '@torchrelay/core';
import type { Call, InvokeRequest, InvokeResponse } from '@torchrelay/core/target';

import { urlIn } from './local-address.ts';

/** Sends one request to the local server, over HTTP as anybody else would. */
export async function localInvoke(
  { name, address, release, method, path, headers, body }: InvokeRequest,
  { abortSignal }: Call,
): Promise<InvokeResponse> {
  const url = urlIn(address, name) + path;
  const direct = release === undefined ? {} : { 'torchrelay-deployment': release };
  return send(url, {
    method,
    headers: { ...headers, ...direct },
    ...(body !== undefined && { body: Uint8Array.from(body) }),
    ...(abortSignal !== undefined && { signal: abortSignal }),
  });
}

async function send(url: string, options: RequestInit): Promise<InvokeResponse> {
  try {
    const response = await fetch(url, options);
    const body = new Uint8Array(await response.arrayBuffer());
    return { status: response.status, headers: Object.fromEntries(response.headers), body };
  } catch (cause) {
    if (options.signal?.aborted === true) throw cause;
    throw new TorchrelayError({
      code: 'SERVER_UNREACHABLE',
      message: `No server answers at ${new URL(url).origin}, or it ended in the middle of its answer.`,
      hint: 'It may have ended. See what is there: torchrelay list',
      recovery: 'retry',
      effect: 'unknown',
      cause,
    });
  }
}
