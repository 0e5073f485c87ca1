import { type Effect, TorchrelayError } from '../errors/torchrelay-error.ts';

const marker: symbol = Symbol.for('torchrelay.wire-error');

/**
 * - `BAD_INPUT`: a value given to the client does not fit the model; nothing was sent.
 * - `BAD_REQUEST`: a request that came in breaks the protocol.
 * - `BAD_RESPONSE`: a response that came in breaks the protocol.
 * - `NOT_ENCODABLE`: a tensor cannot be written in the encoding that was asked for.
 * - `SERVER_REFUSED`: the server answered with an error.
 * - `UNREACHABLE`: there was no answer.
 * - `TIMED_OUT`: there was no answer in time.
 */
export type WireErrorCode =
  | 'BAD_INPUT'
  | 'BAD_REQUEST'
  | 'BAD_RESPONSE'
  | 'NOT_ENCODABLE'
  | 'SERVER_REFUSED'
  | 'UNREACHABLE'
  | 'TIMED_OUT';

/**
 * The status that a server answers with when it meets the error. The two without an answer take
 * those of a gateway.
 */
const statusOf: Readonly<Record<WireErrorCode, number>> = {
  BAD_INPUT: 400,
  BAD_REQUEST: 400,
  BAD_RESPONSE: 502,
  NOT_ENCODABLE: 400,
  SERVER_REFUSED: 500,
  UNREACHABLE: 502,
  TIMED_OUT: 504,
};

export interface WireErrorOptions {
  readonly code: WireErrorCode;
  readonly message: string;
  readonly hint?: string | undefined;
  /** The usual one of the code, if not given. */
  readonly status?: number;
  readonly isRetryable?: boolean;
  readonly effect?: Effect;
  readonly cause?: unknown;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** The one error of the codec and the client: an error with an HTTP status. */
export class WireError extends TorchrelayError {
  static {
    Object.defineProperty(this.prototype, marker, { value: true });
  }

  override readonly name: string = 'WireError';
  /** What a server answers with, or what it answered. */
  readonly status: number;

  constructor({
    code,
    status = statusOf[code],
    isRetryable = false,
    data = {},
    ...rest
  }: WireErrorOptions) {
    super({ ...rest, code, recovery: isRetryable ? 'retry' : 'never', data: { ...data, status } });
    this.status = status;
  }

  static override isInstance(error: unknown): error is WireError {
    return typeof error === 'object' && error !== null && marker in error;
  }
}
