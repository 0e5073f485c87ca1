import type { Limits } from '../limits.ts';
import { count, tooComplex } from '../refusals.ts';
import type { MeteredSource } from '../source/metered-source.ts';
import { readDirectory } from './directory.ts';
import { type EndRecord, readEndRecord } from './end-record.ts';
import type { ZipEntry } from './entry.ts';
import { unpack } from './inflate.ts';
import {
  type LocalHeader,
  localHeaderBytes,
  parseLocalHeader,
  readLocalHeader,
} from './local-header.ts';

/** A PyTorch archive: a zip whose records all lie in one root folder. */
export interface Archive {
  /** The root folder, which PyTorch takes from the first record: `resnet`. Empty if that is in none. */
  readonly root: string;
  readonly end: EndRecord;
  /** All records in the directory's order. */
  readonly entries: readonly ZipEntry[];
  /** A record by its name within the root. Case does not matter and the last one wins, as in PyTorch. */
  find(name: string): ZipEntry | undefined;
  /** The names of all records within the root that start with `prefix`, as they are spelt. */
  names(prefix: string): readonly string[];
  /** The contents of a record: inflated, its checksum verified, its size within the limit. */
  read(entry: ZipEntry, limit: 'pickleBytes' | 'codeBytes'): Promise<Uint8Array>;
  /** The headers in front of the records, in the order of `entries`. */
  localHeaders(): Promise<readonly LocalHeader[]>;
}

const readsAtOnce = 64;
/** PyTorch pads a record's header so that its bytes start at a multiple of 64. */
const expectedExtra = 64 + 8;

export async function openArchive(source: MeteredSource, limits: Limits): Promise<Archive> {
  const end = await readEndRecord(source);
  const entries = await readDirectory(source, end, limits);
  const root = rootOf(entries);
  const prefix = root === '' ? '' : `${root}/`;
  const records = entries.map((entry) => ({ entry, folded: foldCase(entry.name) }));
  const byName = new Map(records.map(({ entry, folded }) => [folded, entry]));
  let headers: Promise<readonly LocalHeader[]> | undefined;
  return {
    root,
    end,
    entries,
    find: (name) => byName.get(foldCase(`${prefix}${name}`)),
    names: (start) => {
      const wanted = foldCase(`${prefix}${start}`);
      return records.flatMap(({ entry, folded }) =>
        folded.startsWith(wanted) ? [entry.name.slice(prefix.length)] : [],
      );
    },
    read: async (entry, limit) => {
      checkSize(entry, limit, limits);
      return unpack(entry, await readRaw(source, entry), limits);
    },
    localHeaders: () => (headers ??= readHeaders(source, entries)),
  };
}

function rootOf(entries: readonly ZipEntry[]): string {
  const first = entries[0]?.name ?? '';
  return first.slice(0, Math.max(0, first.indexOf('/')));
}

/** ASCII letters only, as PyTorch's zip reader compares. */
export function foldCase(name: string): string {
  return /[A-Z]/.test(name) ? name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : name;
}

function checkSize(entry: ZipEntry, limit: 'pickleBytes' | 'codeBytes', limits: Limits): void {
  const bytes = Math.max(entry.bytes, entry.storedBytes);
  if (bytes <= limits[limit]) return;
  throw tooComplex(limit, limits, {
    what: `Record ${entry.name} has ${count(bytes)} bytes`,
    place: entry.name,
  });
}

async function readRaw(source: MeteredSource, entry: ZipEntry): Promise<Uint8Array> {
  const what = `Record ${entry.name}`;
  const guess =
    localHeaderBytes + Buffer.byteLength(entry.name) + expectedExtra + entry.storedBytes;
  const length = Math.min(guess, source.size - entry.headerOffset);
  const bytes = await source.readDeclared(
    entry.headerOffset,
    Math.max(length, localHeaderBytes),
    what,
  );
  const start = parseLocalHeader(bytes, entry).dataOffset - entry.headerOffset;
  if (start + entry.storedBytes <= bytes.byteLength)
    return bytes.subarray(start, start + entry.storedBytes);
  return source.readDeclared(entry.headerOffset + start, entry.storedBytes, what);
}

async function readHeaders(
  source: MeteredSource,
  entries: readonly ZipEntry[],
): Promise<readonly LocalHeader[]> {
  const headers: LocalHeader[] = [];
  for (let at = 0; at < entries.length; at += readsAtOnce) {
    const batch = entries.slice(at, at + readsAtOnce);
    headers.push(...(await Promise.all(batch.map((entry) => readLocalHeader(source, entry)))));
  }
  return headers;
}
