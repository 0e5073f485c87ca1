import { CommandError } from '../errors/command-error.ts';

/** Whole numbers that a double does not hold exactly stay exact: 64-bit ids are such. */
export function readJson(text: string, place: string): unknown {
  try {
    return JSON.parse(text, (_, value: unknown, context?: { readonly source?: string }) => {
      const source = context?.source;
      const isInexact = typeof value === 'number' && !Number.isSafeInteger(value);
      return isInexact && source !== undefined && /^-?\d+$/.test(source) ? BigInt(source) : value;
    });
  } catch (cause) {
    throw new CommandError({
      message: `${place} is not JSON: ${cause instanceof Error ? cause.message : String(cause)}.`,
      hint: 'Write numbers in brackets, [[1, 2], [3, 4]], or name a file: @input.json, @input.npy',
      cause,
    });
  }
}
