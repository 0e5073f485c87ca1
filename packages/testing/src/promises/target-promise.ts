/** One sentence about what a target does, and the run that shows it. */
export interface TargetPromise {
  readonly name: string;
  readonly run: () => Promise<void>;
}
