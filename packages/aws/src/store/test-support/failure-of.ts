import { TorchrelayError } from '@torchrelay/core';

/** What it fails with, which must be a failure that torchrelay explains. */
export async function failureOf(work: Promise<unknown>): Promise<TorchrelayError> {
  try {
    await work;
  } catch (error) {
    if (TorchrelayError.isInstance(error)) return error;
    throw error;
  }
  throw new Error('it did not fail');
}
