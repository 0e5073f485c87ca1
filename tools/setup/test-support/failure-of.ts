import { SetupFailure } from '../failure.js';

/** The words of the failure that `work` ends in; any other ending is passed on or refused. */
export async function failureOf(work: () => unknown): Promise<{ message: string; hint: string }> {
  try {
    await work();
  } catch (error) {
    if (error instanceof SetupFailure) return { message: error.message, hint: error.hint };
    throw error;
  }
  throw new Error('It did not fail.');
}
