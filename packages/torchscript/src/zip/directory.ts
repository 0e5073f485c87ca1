import type { Limits } from '../limits.ts';
import { corrupt, count, tooComplex } from '../refusals.ts';
import type { MeteredSource } from '../source/metered-source.ts';
import type { EndRecord } from './end-record.ts';
import type { ZipEntry } from './entry.ts';
import { type Fields, fieldsOf } from './little-endian.ts';

const signature = 0x02014b50;
const fixedBytes = 46;
const place = 'zip directory';
const unset = 0xffff_ffff;

/** Reads the archive's directory: the only place where sizes and offsets are true. */
export async function readDirectory(
  source: MeteredSource,
  end: EndRecord,
  limits: Limits,
): Promise<readonly ZipEntry[]> {
  checkLimits(end, limits);
  const bytes = await source.readDeclared(end.directoryOffset, end.directoryBytes, place);
  const fields = fieldsOf(bytes, place);
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let index = 0; index < end.entryCount; index += 1) {
    const next = endOfEntry(fields, at, bytes.byteLength);
    entries.push(readEntry({ bytes, fields, at, next }));
    at = next;
  }
  return entries;
}

function checkLimits({ entryCount, directoryBytes }: EndRecord, limits: Limits): void {
  if (entryCount > limits.entries) {
    throw tooComplex('entries', limits, {
      what: `The archive declares ${count(entryCount)} records`,
      place,
    });
  }
  if (directoryBytes > limits.directoryBytes) {
    throw tooComplex('directoryBytes', limits, {
      what: `The zip directory has ${count(directoryBytes)} bytes`,
      place,
    });
  }
}

function endOfEntry(fields: Fields, at: number, size: number): number {
  if (at + fixedBytes > size || fields.u32(at) !== signature) {
    throw corrupt(`The zip directory is broken at its byte ${at}.`, { place });
  }
  const next = at + fixedBytes + fields.u16(at + 28) + fields.u16(at + 30) + fields.u16(at + 32);
  if (next > size) throw corrupt(`The zip directory is cut off at its byte ${at}.`, { place });
  return next;
}

function readEntry({
  bytes,
  fields,
  at,
  next,
}: {
  bytes: Uint8Array;
  fields: Fields;
  at: number;
  next: number;
}): ZipEntry {
  const nameEnd = at + fixedBytes + fields.u16(at + 28);
  const extra = bytes.subarray(nameEnd, nameEnd + fields.u16(at + 30));
  return {
    name: new TextDecoder().decode(bytes.subarray(at + fixedBytes, nameEnd)),
    method: fields.u16(at + 10),
    flags: fields.u16(at + 8),
    crc32: fields.u32(at + 16),
    ...wideSizes(fields, at, wideField(extra, next)),
  };
}

/** Beyond 4 GiB the real numbers are in the zip64 extra field, in this order, only those that are unset. */
function wideSizes(
  fields: Fields,
  at: number,
  wide: Iterator<number, undefined>,
): Pick<ZipEntry, 'bytes' | 'storedBytes' | 'headerOffset'> {
  const read = (offset: number): number => {
    const short = fields.u32(offset);
    return short === unset ? (wide.next().value ?? short) : short;
  };
  const bytes = read(at + 24);
  const storedBytes = read(at + 20);
  const headerOffset = read(at + 42);
  return { bytes, storedBytes, headerOffset };
}

function* wideField(extra: Uint8Array, at: number): Generator<number, undefined> {
  const fields = fieldsOf(extra, `${place} before byte ${at}`);
  const field = findExtra(extra, fields, 0x0001);
  if (field === undefined) return undefined;
  for (let offset = field.start; offset + 8 <= field.end; offset += 8) yield fields.u64(offset);
  return undefined;
}

function findExtra(
  extra: Uint8Array,
  fields: Fields,
  id: number,
): { start: number; end: number } | undefined {
  let at = 0;
  while (at + 4 <= extra.byteLength) {
    const end = at + 4 + fields.u16(at + 2);
    if (end > extra.byteLength) return undefined;
    if (fields.u16(at) === id) return { start: at + 4, end };
    at = end;
  }
  return undefined;
}
