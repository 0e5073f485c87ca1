import type { Call } from '@torchrelay/core/target';

/** What each request of the SDK is given, so that it stops with the call. */
export function abortable({ abortSignal }: Call): { readonly abortSignal?: AbortSignal } {
  return abortSignal === undefined ? {} : { abortSignal };
}
