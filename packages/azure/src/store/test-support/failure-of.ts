import { TorchrelayError } from '@torchrelay/core';

/** What a promise is rejected with, which has to be an error of ours. */
export async function failureOf(promise: Promise<unknown>): Promise<TorchrelayError> {
  const error: unknown = await promise.then(
    () => new Error('it succeeded'),
    (reason: unknown) => reason,
  );
  if (TorchrelayError.isInstance(error)) return error;
  throw error;
}
