import type { Python } from '../python/find-python.ts';

/**
 * The one that starts the process holds the other end of this descriptor: it writes the configuration there on
 * one line, gets one line back, and is known to live as long as it does not close it.
 */
export const LIFELINE_DESCRIPTOR = 3;

/** What the server is told on its first line, and cannot be told later. */
export interface ServerConfig {
  /** Holds `server.json` and `server.log`. */
  readonly runtimeDirectory: string;
  /** `attached` ends with the process that started it, however that one ends. */
  readonly mode: 'attached' | 'detached';
  readonly python: Python;
  /** On 127.0.0.1. 0: any that is free. */
  readonly port: number;
  readonly maxRequestBytes: number;
  readonly drainTimeoutInMs: number;
  readonly transferTimeoutInMs: number;
}

/** What it answers, on one line. */
export type ServerGreeting =
  | { readonly kind: 'ready' }
  /** Another server runs in this runtime directory. */
  | { readonly kind: 'already-running' }
  | {
      readonly kind: 'failed';
      /** Without a code it is what the system said. */
      readonly error: { readonly code?: string; readonly message: string; readonly hint?: string };
    };
