import type { FileFormat } from './recognise/file-format.ts';
import type { Limits } from './limits.ts';

const marker: symbol = Symbol.for('torchrelay.error');

/**
 * - `MODEL_FILE_NOT_FOUND`: there is nothing at that path.
 * - `MODEL_FILE_UNREADABLE`: the operating system refused; see `cause`.
 * - `MODEL_FILE_EMPTY`: it has no bytes.
 * - `MODEL_FORMAT_UNSUPPORTED`: it is something else; `data.format` says what, `hint` how to convert it.
 * - `MODEL_FILE_TRUNCATED`: it ends too early, as after a broken copy.
 * - `MODEL_FILE_CORRUPT`: it contradicts itself, or holds what no PyTorch writes.
 * - `MODEL_FILE_TOO_COMPLEX`: it goes beyond one of {@link Limits}; `data.limit` says which.
 */
export type ModelFileErrorCode =
  | 'MODEL_FILE_NOT_FOUND'
  | 'MODEL_FILE_UNREADABLE'
  | 'MODEL_FILE_EMPTY'
  | 'MODEL_FORMAT_UNSUPPORTED'
  | 'MODEL_FILE_TRUNCATED'
  | 'MODEL_FILE_CORRUPT'
  | 'MODEL_FILE_TOO_COMPLEX';

/** Where in the file it is, and what it would have to be. */
export interface ModelFileErrorData {
  /** The file's name as it was given. */
  readonly file?: string;
  /** Record and position within it: `data.pkl, byte 123`. */
  readonly place?: string;
  readonly format?: FileFormat;
  readonly limit?: keyof Limits;
}

/** Why a file cannot be read as a model. Has the shape of every torchrelay error. */
export class ModelFileError extends Error {
  static {
    Object.defineProperty(this.prototype, marker, { value: true });
  }

  override readonly name: string = 'ModelFileError';
  readonly code: ModelFileErrorCode;
  /** What to do next. */
  readonly hint: string;
  readonly recovery = 'never' as const;
  readonly effect = 'none' as const;
  readonly isRetryable = false as const;
  readonly data: ModelFileErrorData & Readonly<Record<string, unknown>>;

  constructor({
    code,
    message,
    hint,
    data = {},
    cause,
  }: {
    readonly code: ModelFileErrorCode;
    readonly message: string;
    readonly hint: string;
    readonly data?: ModelFileErrorData;
    readonly cause?: unknown;
  }) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.hint = hint;
    this.data = { ...data };
  }

  /** Works across duplicate copies of this package, where `instanceof` does not. */
  static isInstance(error: unknown): error is ModelFileError {
    return (
      typeof error === 'object' &&
      error !== null &&
      marker in error &&
      'name' in error &&
      error.name === 'ModelFileError'
    );
  }

  /** The form for logs and `--json`: no stack, no cause chain. */
  toJSON(): {
    code: ModelFileErrorCode;
    message: string;
    hint: string;
    recovery: 'never';
    effect: 'none';
    data: ModelFileErrorData;
  } {
    const { code, message, hint, recovery, effect, data } = this;
    return { code, message, hint, recovery, effect, data };
  }
}
