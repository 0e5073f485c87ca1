import { crc32, deflateRawSync } from 'node:zlib';

/** A record of a test archive. What is left out is as PyTorch writes it. */
export interface TestRecord {
  /** With its root folder: `model/data.pkl`. */
  readonly name: string;
  readonly bytes: Uint8Array | string;
  readonly deflate?: boolean;
  /** Overrides, for archives that lie. */
  readonly method?: number;
  readonly flags?: number;
  readonly crc?: number;
  readonly declaredBytes?: number;
  readonly declaredStoredBytes?: number;
  readonly headerOffset?: number;
  readonly localName?: string;
  readonly localSignature?: number;
  /** Listed in the directory, but not written. */
  readonly absent?: boolean;
  /** Sizes and offset only in the zip64 extra field, as PyTorch does beyond 4 GiB. */
  readonly wide?: boolean;
}

export interface TestArchive {
  readonly records: readonly TestRecord[];
  /** Without it the archive has only the short end record. */
  readonly zip64?: boolean;
  /** Overrides of the end record. */
  readonly entryCount?: number;
  readonly directoryOffset?: number;
  readonly directoryBytes?: number;
  /** Overrides of the zip64 end record only. */
  readonly wideEntryCount?: number;
  readonly comment?: string;
  readonly before?: string;
  readonly after?: string;
  /** Where in the file the archive will be put; its offsets count from the file's start. */
  readonly base?: number;
}

/** Zip archives as PyTorch writes them: data descriptors, bytes at multiples of 64, zip64 always. */
export function writeArchive({
  records,
  zip64 = true,
  comment = '',
  before = '',
  after = '',
  base = 0,
  ...overrides
}: TestArchive): Uint8Array {
  const chunks: Buffer[] = [Buffer.from(before)];
  let offset = base + before.length;
  const headers = records.map((record) => {
    const local = localRecord(record, offset);
    const header = directoryRecord(record, offset, local.stored.byteLength);
    if (record.absent === true) return header;
    chunks.push(local.bytes);
    offset += local.bytes.byteLength;
    return header;
  });
  const directory = Buffer.concat(headers);
  const place = {
    entryCount: overrides.entryCount ?? records.length,
    directoryBytes: overrides.directoryBytes ?? directory.byteLength,
    directoryOffset: overrides.directoryOffset ?? offset,
  };
  const end = offset + directory.byteLength;
  const wide = { ...place, entryCount: overrides.wideEntryCount ?? place.entryCount };
  chunks.push(directory, ...(zip64 ? [wideEnd(wide), locator(end)] : []), shortEnd(place, comment));
  return new Uint8Array(Buffer.concat([...chunks, Buffer.from(after)]));
}

function contents({ bytes, deflate = false }: TestRecord): { plain: Buffer; stored: Buffer } {
  const plain = Buffer.from(bytes);
  return { plain, stored: deflate ? deflateRawSync(plain) : plain };
}

function methodOf({ method, deflate = false }: TestRecord): number {
  return method ?? (deflate ? 8 : 0);
}

function localRecord(record: TestRecord, offset: number): { bytes: Buffer; stored: Buffer } {
  const { stored } = contents(record);
  const name = Buffer.from(record.localName ?? record.name);
  const padding = (64 - ((offset + 30 + name.byteLength + 4) % 64)) % 64;
  const header = Buffer.alloc(30);
  header.writeUInt32LE(record.localSignature ?? 0x04034b50, 0);
  header.writeUInt16LE(record.flags ?? 0x0808, 6);
  header.writeUInt16LE(methodOf(record), 8);
  header.writeUInt16LE(name.byteLength, 26);
  header.writeUInt16LE(padding + 4, 28);
  const extra = Buffer.alloc(padding + 4, 'Z');
  extra.write('FB');
  extra.writeUInt16LE(padding, 2);
  return { bytes: Buffer.concat([header, name, extra, stored]), stored };
}

function directoryRecord(record: TestRecord, offset: number, storedBytes: number): Buffer {
  const { plain } = contents(record);
  const name = Buffer.from(record.name);
  const sizes = [
    record.declaredBytes ?? plain.byteLength,
    record.declaredStoredBytes ?? storedBytes,
    record.headerOffset ?? offset,
  ];
  const extra = record.wide === true ? wideExtra(sizes) : Buffer.alloc(0);
  const [bytes = 0, stored = 0, at = 0] = record.wide === true ? [unset, unset, unset] : sizes;
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(record.flags ?? 0x0808, 8);
  header.writeUInt16LE(methodOf(record), 10);
  header.writeUInt32LE(record.crc ?? crc32(plain), 16);
  header.writeUInt32LE(stored, 20);
  header.writeUInt32LE(bytes, 24);
  header.writeUInt16LE(name.byteLength, 28);
  header.writeUInt16LE(extra.byteLength, 30);
  header.writeUInt32LE(at, 42);
  return Buffer.concat([header, name, extra]);
}

const unset = 0xffff_ffff;

function wideExtra(values: readonly number[]): Buffer {
  const extra = Buffer.alloc(4 + values.length * 8);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(values.length * 8, 2);
  for (const [index, value] of values.entries())
    extra.writeBigUInt64LE(BigInt(value), 4 + index * 8);
  return extra;
}

interface Place {
  readonly entryCount: number;
  readonly directoryBytes: number;
  readonly directoryOffset: number;
}

function wideEnd({ entryCount, directoryBytes, directoryOffset }: Place): Buffer {
  const end = Buffer.alloc(56);
  end.writeUInt32LE(0x06064b50, 0);
  end.writeBigUInt64LE(44n, 4);
  end.writeBigUInt64LE(BigInt(entryCount), 24);
  end.writeBigUInt64LE(BigInt(entryCount), 32);
  end.writeBigUInt64LE(BigInt(directoryBytes), 40);
  end.writeBigUInt64LE(BigInt(directoryOffset), 48);
  return end;
}

function locator(wideOffset: number): Buffer {
  const bytes = Buffer.alloc(20);
  bytes.writeUInt32LE(0x07064b50, 0);
  bytes.writeBigUInt64LE(BigInt(wideOffset), 8);
  bytes.writeUInt32LE(1, 16);
  return bytes;
}

function shortEnd({ entryCount, directoryBytes, directoryOffset }: Place, comment: string): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Math.min(entryCount, 0xffff), 8);
  end.writeUInt16LE(Math.min(entryCount, 0xffff), 10);
  end.writeUInt32LE(Math.min(directoryBytes, unset), 12);
  end.writeUInt32LE(Math.min(directoryOffset, unset), 16);
  end.writeUInt16LE(Buffer.byteLength(comment), 20);
  return Buffer.concat([end, Buffer.from(comment)]);
}
