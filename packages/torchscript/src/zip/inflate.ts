import { crc32, inflateRawSync } from 'node:zlib';
import type { Limits } from '../limits.ts';
import { corrupt, count, tooComplex } from '../refusals.ts';
import { deflated, encryptedFlags, stored, type ZipEntry } from './entry.ts';

/** A record's contents from its bytes in the file; checks length and checksum. */
export function unpack(entry: ZipEntry, raw: Uint8Array, limits: Limits): Uint8Array {
  if ((entry.flags & encryptedFlags) !== 0) throw encrypted(entry);
  const bytes = entry.method === stored ? raw : inflate(entry, raw, limits);
  if (bytes.byteLength !== entry.bytes) {
    throw corrupt(
      `Record ${entry.name} holds ${bytes.byteLength} bytes, but the zip directory says ${entry.bytes}.`,
      { place: entry.name },
    );
  }
  if (crc32(bytes) !== entry.crc32) {
    throw corrupt(`Record ${entry.name} was damaged: its checksum does not match.`, {
      place: entry.name,
    });
  }
  return bytes;
}

function inflate(entry: ZipEntry, raw: Uint8Array, limits: Limits): Uint8Array {
  if (entry.method !== deflated) {
    throw corrupt(
      `Record ${entry.name} is packed by method ${entry.method}, which PyTorch cannot read.`,
      {
        place: entry.name,
      },
    );
  }
  if (entry.bytes > entry.storedBytes * limits.inflateRatio) {
    throw tooComplex('inflateRatio', limits, {
      what: `Record ${entry.name} inflates ${count(Math.ceil(entry.bytes / Math.max(1, entry.storedBytes)))}-fold`,
      place: entry.name,
    });
  }
  try {
    return inflateRawSync(raw, { maxOutputLength: Math.max(1, entry.bytes) });
  } catch (error) {
    throw corrupt(`Record ${entry.name} cannot be inflated to its ${entry.bytes} bytes.`, {
      place: entry.name,
      cause: error,
    });
  }
}

function encrypted(entry: ZipEntry): Error {
  return corrupt(`Record ${entry.name} is marked as encrypted, which PyTorch cannot read.`, {
    place: entry.name,
    hint: 'PyTorch encrypts nothing: find out who changed the file, or save the model again with torch.jit.save.',
  });
}
