import { meter, type MeteredSource } from './metered-source.ts';

/** A part of a source as a source of its own: a file within a file. */
export function slice(
  source: MeteredSource,
  { name, offset, size }: { name: string; offset: number; size: number },
): MeteredSource {
  return meter({ name, size, read: (at, length) => source.read(offset + at, length) });
}
