const marker = Symbol.for('torchrelay.wire-error');

export type WireErrorCode =
  /** A value given to this client does not fit the model's input; nothing was sent. */
  | 'BAD_INPUT'
  /** A request that came in breaks the protocol. */
  | 'BAD_REQUEST'
  /** A response that came in breaks the protocol. */
  | 'BAD_RESPONSE'
  /** An output cannot be written in the encoding that was asked for. */
  | 'NOT_ENCODABLE'
  /** The server answered with an error status. */
  | 'SERVER_REFUSED'
  /** No answer: the connection failed. */
  | 'UNREACHABLE'
  /** No answer in time. */
  | 'TIMED_OUT';

/** The one error of the codec and the client. */
export class WireError extends Error {
  static {
    Object.defineProperty(this.prototype, marker, { value: true });
    Object.defineProperty(this.prototype, 'name', { value: 'WireError', configurable: true });
  }

  readonly code: WireErrorCode;
  /** The HTTP status: what a server answers with, or what it answered. */
  readonly status: number;
  /** What to do next. */
  readonly hint: string | undefined;
  readonly isRetryable: boolean;

  constructor({
    code,
    status,
    message,
    hint,
    isRetryable = false,
    cause,
  }: {
    code: WireErrorCode;
    status: number;
    message: string;
    hint?: string | undefined;
    isRetryable?: boolean;
    cause?: unknown;
  }) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.status = status;
    this.hint = hint;
    this.isRetryable = isRetryable;
  }

  /** Also true for an error made by another copy of this package. */
  static isInstance(value: unknown): value is WireError {
    return typeof value === 'object' && value !== null && marker in value;
  }
}
