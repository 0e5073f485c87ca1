/** A set-up that cannot go on, in words for a person: what is wrong, and what to do next. */
export class SetupFailure extends Error {
  /** @param {{ message: string, hint: string, cause?: unknown }} failure */
  constructor({ message, hint, cause }) {
    super(message, { cause });
    this.name = 'SetupFailure';
    this.hint = hint;
  }
}

/** @param {unknown} error */
export function describeFailure(error) {
  if (error instanceof SetupFailure) return `error: ${error.message}\n\nhint: ${error.hint}\n`;
  return `${error instanceof Error ? error.stack : String(error)}\n`;
}
