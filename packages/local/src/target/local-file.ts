import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import type { Call, RangeSource } from '@torchrelay/core/target';

export interface LocalFile extends AsyncDisposable {
  readonly path: string;
}

/** The file itself where it lies on this machine; else a copy that goes with the block that asked for it. */
export async function localFile(source: RangeSource, call: Call): Promise<LocalFile> {
  const { path, size } = source;
  if (path !== undefined) return { path, [Symbol.asyncDispose]: async () => {} };
  const folder = await mkdtemp(join(tmpdir(), 'torchrelay-model-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const copy = join(folder, 'model.pt');
  try {
    await pipeline(
      Readable.from(source.read(0, size, call)),
      createWriteStream(copy, { mode: 0o600 }),
    );
  } catch (error) {
    await remove();
    throw error;
  }
  return { path: copy, [Symbol.asyncDispose]: remove };
}
