import { corrupt, truncated } from '../refusals.ts';
import type { MeteredSource } from '../source/metered-source.ts';
import { type Fields, fieldsOf } from './little-endian.ts';

/** Where an archive's directory lies. */
export interface EndRecord {
  readonly entryCount: number;
  readonly directoryOffset: number;
  readonly directoryBytes: number;
  /** Bytes after the end record and its comment, which no writer leaves. */
  readonly trailingBytes: number;
  /** Whether the two end records name different places although both could be true. */
  readonly contradictory: boolean;
}

const endSignature = 0x06054b50;
const endBytes = 22;
const locatorSignature = 0x07064b50;
const locatorBytes = 20;
const wideSignature = 0x06064b50;
const wideBytes = 56;
const longestComment = 0xffff;
/** PyTorch writes no comment, so the end record and its locator are the last thing in the file. */
const usualBytes = endBytes + locatorBytes;
const place = 'end of the zip directory';

type Place = Pick<EndRecord, 'entryCount' | 'directoryOffset' | 'directoryBytes'>;

/**
 * Finds the end record the way PyTorch does: the last signature in the last 64 KiB. PyTorch always
 * writes the zip64 form as well, however small the archive, and believes it over the short one.
 */
export async function readEndRecord(source: MeteredSource): Promise<EndRecord> {
  const found =
    (await searchTail(source, usualBytes)) ?? (await searchTail(source, endBytes + longestComment));
  if (found === undefined) throw missingEnd();
  const { fields, at, tailBytes } = found;
  const short = shortRecord(fields, at);
  const wideOffset = locateWide(fields, at);
  const wide = wideOffset === undefined ? undefined : await readWide(source, wideOffset);
  const directory = wide ?? short;
  checkBounds(directory, source.size);
  return {
    ...directory,
    trailingBytes: tailBytes - at - endBytes - fields.u16(at + 20),
    contradictory: wide !== undefined && contradicts(short, wide),
  };
}

async function searchTail(
  source: MeteredSource,
  longest: number,
): Promise<{ fields: Fields; at: number; tailBytes: number } | undefined> {
  const tailBytes = Math.min(source.size, longest);
  const tail = await source.read(source.size - tailBytes, tailBytes);
  const fields = fieldsOf(tail, place);
  const at = lastSignature(tail, fields);
  return at === undefined ? undefined : { fields, at, tailBytes };
}

function lastSignature(tail: Uint8Array, fields: Fields): number | undefined {
  for (let at = tail.byteLength - endBytes; at >= 0; at -= 1) {
    if (tail[at] === 0x50 && fields.u32(at) === endSignature) return at;
  }
  return undefined;
}

function shortRecord(fields: Fields, at: number): Place {
  return {
    entryCount: fields.u16(at + 10),
    directoryBytes: fields.u32(at + 12),
    directoryOffset: fields.u32(at + 16),
  };
}

function locateWide(fields: Fields, end: number): number | undefined {
  const at = end - locatorBytes;
  if (at < 0 || fields.u32(at) !== locatorSignature) return undefined;
  return fields.u64(at + 8);
}

async function readWide(source: MeteredSource, offset: number): Promise<Place> {
  const bytes = await source.readDeclared(offset, wideBytes, place);
  const fields = fieldsOf(bytes, place);
  if (fields.u32(0) !== wideSignature) {
    throw corrupt(
      'The zip64 locator points to something that is not the end of a zip64 directory.',
      { place },
    );
  }
  return {
    entryCount: fields.u64(32),
    directoryBytes: fields.u64(40),
    directoryOffset: fields.u64(48),
  };
}

/** A short field of all ones says "see the zip64 record"; any other value must repeat it. */
function contradicts(short: Place, wide: Place): boolean {
  return (
    (short.entryCount !== 0xffff && short.entryCount !== wide.entryCount) ||
    (short.directoryBytes !== 0xffff_ffff && short.directoryBytes !== wide.directoryBytes) ||
    (short.directoryOffset !== 0xffff_ffff && short.directoryOffset !== wide.directoryOffset)
  );
}

function checkBounds({ directoryOffset, directoryBytes, entryCount }: Place, size: number): void {
  if (directoryOffset + directoryBytes > size) {
    throw truncated(
      `The zip directory should end at byte ${directoryOffset + directoryBytes}, but the file ends at byte ${size}.`,
      { place },
    );
  }
  if (entryCount === 0) throw corrupt('The zip archive holds no records.', { place });
}

function missingEnd(): Error {
  return truncated(
    'It starts as a zip archive, as PyTorch writes, but the directory at its end is missing.',
    {
      place,
    },
  );
}
