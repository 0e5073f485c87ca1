import type { FindingCode } from '../findings/kinds.ts';
import type { Severity } from './severity.ts';

/** Something about a model file that its user should know. Data, not an error: the model was read. */
export interface Finding {
  /** Stable: `code-runs-at-load`. */
  readonly code: FindingCode;
  readonly severity: Severity;
  /** Record, and line or name within it: `code/__torch__.py:12`. */
  readonly place: string;
  /** One sentence: what was found. */
  readonly message: string;
  /** What to do about it. */
  readonly advice: string;
}
