const marker: symbol = Symbol.for('torchrelay.error');

/**
 * What the caller, or core's apply loop, can do about a failure.
 * - `retry`: the same call may succeed; nothing else has to change.
 * - `next-offer`: this instance type cannot be had; another acceptable one may.
 * - `replan`: the world is not as the plan saw it; observe and plan again.
 * - `never`: no repetition helps; somebody has to change something first.
 */
export type Recovery = 'retry' | 'next-offer' | 'replan' | 'never';

/**
 * Whether the failed request changed anything.
 * - `none`: it certainly did not.
 * - `unknown`: the answer was lost; observe before concluding.
 * - `done`: it did, and the failure came after.
 */
export type Effect = 'none' | 'unknown' | 'done';

/** What a failure says. */
export interface TorchrelayErrorOptions {
  /** Stable, upper snake case: `QUOTA_EXCEEDED`. Callers switch on it; it never changes its meaning. */
  readonly code: string;
  /** One sentence: what is wrong, and where. */
  readonly message: string;
  /** What to do next, with a command where there is one. */
  readonly hint?: string | undefined;
  readonly recovery?: Recovery;
  readonly effect?: Effect;
  readonly cause?: unknown;
  /** What the caller can act on: `{ requestId, quotaName, limit }`. Never a secret. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** Every failure that torchrelay reports. Recognise it with {@link TorchrelayError.isInstance}. */
export class TorchrelayError extends Error {
  static {
    Object.defineProperty(this.prototype, marker, { value: true });
  }

  override readonly name: string = 'TorchrelayError';
  readonly code: string;
  readonly hint: string | undefined;
  readonly recovery: Recovery;
  readonly effect: Effect;
  readonly data: Readonly<Record<string, unknown>>;

  constructor({
    code,
    message,
    hint,
    recovery = 'never',
    effect = 'none',
    cause,
    data = {},
  }: TorchrelayErrorOptions) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.hint = hint;
    this.recovery = recovery;
    this.effect = effect;
    this.data = data;
  }

  get isRetryable(): boolean {
    return this.recovery === 'retry';
  }

  /** Works across duplicate copies of this package, where `instanceof` does not. */
  static isInstance(error: unknown): error is TorchrelayError {
    return typeof error === 'object' && error !== null && marker in error;
  }

  /** The form that `--json` prints and logs keep: no stack, no cause chain. */
  toJSON(): TorchrelayErrorDescription {
    const { code, message, hint, recovery, effect, data } = this;
    return { code, message, ...(hint === undefined ? {} : { hint }), recovery, effect, data };
  }
}

/** An error as data. */
export interface TorchrelayErrorDescription {
  /** Stable: programs switch on it. */
  readonly code: string;
  readonly message: string;
  /** What to do next. */
  readonly hint?: string;
  readonly recovery: Recovery;
  readonly effect: Effect;
  /** What there is to know of this kind of error. */
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * Any thrown value as a TorchrelayError: ours as it is, an abort kept, anything else as an internal defect.
 *
 * @param abortSignal of the call that threw: once it is aborted, whatever else was thrown is the abort, in
 *   whichever form its reason had (`AbortSignal.timeout`, a string, an error of the caller's own)
 */
export function toTorchrelayError(error: unknown, abortSignal?: AbortSignal): TorchrelayError {
  if (TorchrelayError.isInstance(error)) return error;
  if (abortSignal?.aborted === true) return abortedError(error);
  if (error instanceof Error && error.name === 'AbortError') return abortedError(error);
  return new TorchrelayError({
    code: 'UNEXPECTED',
    message: error instanceof Error ? error.message : String(error),
    hint: 'This is a defect of torchrelay. Please report it with the command and the stack trace.',
    effect: 'unknown',
    cause: error,
  });
}

/** The error of a stopped wait. What goes on in the cloud is said by whoever waited. */
export function abortedError(reason?: unknown, hint?: string): TorchrelayError {
  return new TorchrelayError({
    code: 'ABORTED',
    message: 'Stopped waiting, as asked.',
    hint,
    effect: 'unknown',
    cause: reason,
  });
}

/** Throws when the signal is aborted: its reason where that is an error of ours (a lost lease), else `ABORTED`. */
export function checkAborted(abortSignal: AbortSignal | undefined): void {
  if (abortSignal?.aborted !== true) return;
  const { reason } = abortSignal;
  throw TorchrelayError.isInstance(reason) ? reason : abortedError(reason);
}
