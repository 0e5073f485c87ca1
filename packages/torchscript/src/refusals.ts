import { ModelFileError } from './errors.ts';
import type { Limits } from './limits.ts';

/** The file contradicts itself, or holds what no PyTorch writes. `problem` is a whole sentence. */
export function corrupt(
  problem: string,
  { place, hint, cause }: { place?: string; hint?: string; cause?: unknown } = {},
): ModelFileError {
  return new ModelFileError({
    code: 'MODEL_FILE_CORRUPT',
    message: problem,
    hint:
      hint ?? 'Copy the file again from where it was saved, or save it again with torch.jit.save.',
    data: place === undefined ? {} : { place },
    cause,
  });
}

/** The file ends before something that it promises. */
export function truncated(problem: string, { place }: { place?: string } = {}): ModelFileError {
  return new ModelFileError({
    code: 'MODEL_FILE_TRUNCATED',
    message: problem,
    hint: 'The copy or download is incomplete: compare its size with the original, and copy it again.',
    data: place === undefined ? {} : { place },
  });
}

/** The file goes beyond what `inspect` is willing to read. */
export function tooComplex(
  limit: keyof Limits,
  limits: Limits,
  { what, place }: { what: string; place?: string },
): ModelFileError {
  return new ModelFileError({
    code: 'MODEL_FILE_TOO_COMPLEX',
    message: `${what}; the limit is ${count(limits[limit])}.`,
    hint: `No honest model that we know comes near it. If you trust the file: inspect(file, { limits: { ${limit}: … } }).`,
    data: { limit, ...(place === undefined ? {} : { place }) },
  });
}

/** A number as people read it. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** The same error, with the file's name in front of its message and in its data. */
export function inFile(error: ModelFileError, file: string): ModelFileError {
  if (error.data.file !== undefined) return error;
  const { code, message, hint, data, cause } = error;
  return new ModelFileError({
    code,
    message: `${file}: ${message}`,
    hint,
    data: { ...data, file },
    cause,
  });
}
