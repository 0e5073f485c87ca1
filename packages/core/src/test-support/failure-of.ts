import { TorchrelayError } from '../errors/torchrelay-error.ts';

/** The error of ours that the work ends with. */
export async function failureOf(
  work: Promise<unknown> | (() => unknown),
): Promise<TorchrelayError> {
  try {
    await (typeof work === 'function' ? work() : work);
  } catch (error) {
    if (TorchrelayError.isInstance(error)) return error;
    throw error;
  }
  throw new Error('it succeeded, and should have failed');
}
