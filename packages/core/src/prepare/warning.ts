/** Something that its user should know, and that stops nothing. */
export interface PrepareWarning {
  /** Stable, kebab-case: `rehearsal-not-possible`. */
  readonly code: string;
  readonly message: string;
}
