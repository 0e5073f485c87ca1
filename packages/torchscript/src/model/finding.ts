/**
 * - `danger`: loading or running this file may harm; do not load it before somebody has looked at it.
 * - `warning`: it will not work as its author expects, here or in production.
 * - `note`: good to know.
 */
export type Severity = 'danger' | 'warning' | 'note';

/** Something about a model file that its user should know. Data, not an error: the model was read. */
export interface Finding {
  /** Stable, kebab-case: `code-runs-at-load`. */
  readonly code: string;
  readonly severity: Severity;
  /** Record, and line or name within it: `code/__torch__.py:12`. */
  readonly place: string;
  /** One sentence: what was found. */
  readonly message: string;
  /** One sentence: what to do about it. */
  readonly advice: string;
}
