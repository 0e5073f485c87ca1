/** An instance type that is none of ours, and why. Not a failure. */
export class SkippedRow extends Error {
  override readonly name = 'SkippedRow';
}

export function skip(reason: string): SkippedRow {
  return new SkippedRow(reason);
}
