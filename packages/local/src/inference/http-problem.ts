import { WireError } from '@torchrelay/core';

/** A request that ends with something other than an answer. The message goes to the client as it is. */
export class HttpProblem extends Error {
  override readonly name: string = 'HttpProblem';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor({
    status,
    message,
    headers = {},
    cause,
  }: {
    status: number;
    message: string;
    headers?: Readonly<Record<string, string>>;
    cause?: unknown;
  }) {
    super(message, { cause });
    this.status = status;
    this.headers = headers;
  }
}

/** What a client is told of anything that was thrown: no more than it can act on. */
export function toHttpProblem(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (WireError.isInstance(error)) {
    const { status, message, hint } = error;
    const told = hint === undefined ? message : `${message} ${hint}`;
    return new HttpProblem({ status, message: told, cause: error });
  }
  return new HttpProblem({
    status: 500,
    message: 'The server failed; its log says why.',
    cause: error,
  });
}
