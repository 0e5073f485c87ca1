import { corrupt } from '../refusals.ts';
import type { MeteredSource } from '../source/metered-source.ts';
import type { ZipEntry } from './entry.ts';
import { fieldsOf } from './little-endian.ts';

const signature = 0x04034b50;
export const localHeaderBytes = 30;

/** What stands in front of a record's bytes. Sizes and checksum are zero there: see the directory. */
export interface LocalHeader {
  /** Where the record's bytes start in the file. */
  readonly dataOffset: number;
  /** `undefined` if only the fixed part was read. */
  readonly name: string | undefined;
  readonly method: number;
  readonly flags: number;
}

/** The local header at the start of `bytes`, which must hold its fixed part at least. */
export function parseLocalHeader(bytes: Uint8Array, entry: ZipEntry): LocalHeader {
  const fields = fieldsOf(bytes, `header of ${entry.name}`);
  if (fields.u32(0) !== signature) {
    throw corrupt(
      `The zip directory says that record ${entry.name} is at byte ${entry.headerOffset}, but no record starts there.`,
      { place: entry.name },
    );
  }
  const nameEnd = localHeaderBytes + fields.u16(26);
  return {
    dataOffset: entry.headerOffset + nameEnd + fields.u16(28),
    name:
      nameEnd <= bytes.byteLength
        ? new TextDecoder().decode(bytes.subarray(localHeaderBytes, nameEnd))
        : undefined,
    method: fields.u16(8),
    flags: fields.u16(6),
  };
}

/** Reads the fixed part and as much name as the directory says. */
export async function readLocalHeader(
  source: MeteredSource,
  entry: ZipEntry,
): Promise<LocalHeader> {
  const length = localHeaderBytes + Buffer.byteLength(entry.name);
  const bytes = await source.readDeclared(
    entry.headerOffset,
    Math.max(localHeaderBytes, Math.min(length, source.size - entry.headerOffset)),
    `The header of ${entry.name}`,
  );
  return parseLocalHeader(bytes, entry);
}
