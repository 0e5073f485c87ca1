import type { Call } from '@torchrelay/core/target';

/** What the SDK's `send` takes of a call. */
export function sendOptions({ abortSignal }: Call): { readonly abortSignal?: AbortSignal } {
  return abortSignal === undefined ? {} : { abortSignal };
}
