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
