import type { Json } from './json.ts';

/** What travels with every request that a target makes. */
export interface Call {
  /** Stops our waiting and the request in flight. What the cloud has begun goes on. */
  readonly abortSignal?: AbortSignal | undefined;
  /** Says what the provider is doing right now, in one line without a final full stop. */
  readonly onDetail?: ((detail: string) => void) | undefined;
}

/** The call of one step. */
export interface StepCall extends Call {
  /** The step's inputs with every `outputOf` replaced by the value it names. */
  readonly inputs: { readonly [name: string]: Json };
  /**
   * What the last `pending` answer of this very step gave; `undefined` on the first call in this process.
   * A provider must reach the same end without it: the process that held it may be gone.
   */
  readonly continuation?: Json | undefined;
}
