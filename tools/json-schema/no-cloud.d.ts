/** Nothing of them is in what the command prints. */
export type NoCloud = never;
