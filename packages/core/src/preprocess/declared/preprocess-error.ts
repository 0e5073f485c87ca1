import { TorchrelayError } from '../../errors/torchrelay-error.ts';

/** A declaration that cannot be meant. */
export function preprocessError({
  name,
  problem,
  hint,
  cause,
}: {
  /** Under which it is declared. */
  readonly name: string;
  /** Completes `preprocess "image": …`. */
  readonly problem: string;
  readonly hint: string;
  readonly cause?: unknown;
}): TorchrelayError {
  return new TorchrelayError({
    code: 'PREPROCESS_INVALID',
    message: `preprocess ${JSON.stringify(name)}: ${problem}.`,
    hint,
    ...(cause !== undefined && { cause }),
    data: { name },
  });
}
