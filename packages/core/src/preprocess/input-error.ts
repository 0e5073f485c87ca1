import { WireError } from '../open-inference/wire-error.ts';

/** Something is wrong with a value that was given: nothing was sent. */
export function inputError({
  place,
  problem,
  hint,
  cause,
}: {
  /** `input "image"`, `input "image", picture 2 of 3` */
  readonly place: string;
  /** Completes "place: …". */
  readonly problem: string;
  readonly hint?: string;
  readonly cause?: unknown;
}): WireError {
  return new WireError({
    code: 'BAD_INPUT',
    message: `${place}: ${problem}.`,
    ...(hint !== undefined && { hint }),
    ...(cause !== undefined && { cause }),
  });
}
