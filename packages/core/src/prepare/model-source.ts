import type { ByteSource } from '@torchrelay/torchscript';

import { hashSource } from '../digest/digest.ts';
import type { Call } from '../target/call.ts';
import type { RangeSource } from '../target/object-store.ts';
import { fileSource } from './file-source.ts';
import { hashFile } from './hash-file.ts';

/** A model file as preparing needs it: to be inspected, to be hashed, to be sent. */
export interface ModelSource {
  /** For messages: as it was given. */
  readonly name: string;
  readonly inspectable: string | ByteSource;
  readonly range: RangeSource;
  /** SHA-256 in hex. */
  readonly hash: (call: Call) => Promise<string>;
}

const chunkBytes = 8 * 1024 * 1024;

export async function openModel(
  source: string | ByteSource,
  { cacheFolder }: { readonly cacheFolder?: string | undefined } = {},
): Promise<ModelSource> {
  if (typeof source !== 'string') return overBytes(source);
  const file = await fileSource(source);
  return {
    name: source,
    inspectable: source,
    range: file,
    hash: (call) => hashFile({ source: file, folder: cacheFolder, call }),
  };
}

function overBytes(source: ByteSource): ModelSource {
  const range: RangeSource = { size: source.size, read };
  return { name: source.name, inspectable: source, range, hash: (call) => hashSource(range, call) };

  async function* read(offset: number, length: number, call: Call = {}): AsyncIterable<Uint8Array> {
    for (let done = 0; done < length; done += chunkBytes) {
      yield await source.read(offset + done, Math.min(chunkBytes, length - done), call);
    }
  }
}
