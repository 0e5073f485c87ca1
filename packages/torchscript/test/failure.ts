import { ModelFileError } from '../src/index.ts';

/** The ModelFileError that a promise rejects with; anything else fails the test. */
export async function failureOf(promise: Promise<unknown>): Promise<ModelFileError> {
  return promise.then(
    () => {
      throw new Error('It was expected to fail, and did not.');
    },
    (error: unknown) => {
      if (ModelFileError.isInstance(error)) return error;
      throw error;
    },
  );
}

/** The same for a function that throws. */
export function thrownBy(work: () => unknown): ModelFileError {
  try {
    work();
  } catch (error) {
    if (ModelFileError.isInstance(error)) return error;
    throw error;
  }
  throw new Error('It was expected to throw, and did not.');
}
