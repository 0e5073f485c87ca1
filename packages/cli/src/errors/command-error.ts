/**
 * A mistake in how the command was called, or something that only the command can tell. It has the shape of
 * every torchrelay error, and is no subclass of it: `--help` must not wait for the SDK to load.
 */
export class CommandError extends Error {
  override readonly name: string = 'CommandError';
  readonly code: string;
  readonly hint: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;

  constructor({
    code = 'USAGE',
    message,
    hint,
    data = {},
    cause,
  }: {
    readonly code?: string;
    readonly message: string;
    readonly hint?: string | undefined;
    readonly data?: Readonly<Record<string, unknown>>;
    readonly cause?: unknown;
  }) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.hint = hint;
    this.data = data;
  }
}
