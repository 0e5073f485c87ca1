/** What one look at this machine found. */
export interface Check {
  /** `Node`, `PyTorch`, `state folder`. */
  readonly name: string;
  /** `problem`: something that is needed is missing. */
  readonly outcome: 'ok' | 'warning' | 'problem';
  /** What was found, or what is wrong. */
  readonly message: string;
  /** How to mend it. */
  readonly hint?: string;
}
