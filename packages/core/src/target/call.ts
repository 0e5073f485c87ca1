import type { Json } from './json.ts';

/** What travels with every request that a target makes. */
export interface Call {
  /** Stops our waiting and the request in flight. What the cloud has begun goes on. */
  readonly abortSignal?: AbortSignal | undefined;
  /** Says what the provider is doing right now, in one line without a final full stop. */
  readonly onDetail?: ((detail: string) => void) | undefined;
  /** Says what stops nothing and somebody should know: a fact that could not be looked up. */
  readonly onWarning?: ((warning: CallWarning) => void) | undefined;
}

/** Something that stops nothing, and that somebody should know. */
export interface CallWarning {
  /** Stable, lower case with hyphens: `permission-missing`. */
  readonly code: string;
  /** One sentence: what is missing, and what would mend it. */
  readonly message: string;
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
