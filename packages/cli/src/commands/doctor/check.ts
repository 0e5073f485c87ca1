/** What one look at this machine found. */
export interface Check {
  /** `Node`, `PyTorch`, `state folder`. */
  readonly name: string;
  /** Where, of what `--target` names. */
  readonly target?: string;
  /** `problem`: something that is needed is missing; `absent`: something that may never be needed. */
  readonly outcome: 'ok' | 'absent' | 'warning' | 'problem';
  /** What was found, or what is wrong. */
  readonly message: string;
  /** How to mend it. */
  readonly hint?: string;
}
