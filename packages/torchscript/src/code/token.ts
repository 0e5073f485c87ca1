/** A token of TorchScript's serialised Python. */
export interface Token {
  readonly kind: 'name' | 'number' | 'string' | 'punctuation' | 'end';
  /** As written; a string with its quotes. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Counted from 1. */
  readonly line: number;
  /** How far its line is indented. */
  readonly indent: number;
  /** Whether it is the first on its line. */
  readonly startsLine: boolean;
}
