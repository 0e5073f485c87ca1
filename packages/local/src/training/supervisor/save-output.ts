import { createReadStream, readdirSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

import type { RangeSource } from '@torchrelay/core/target';

import { fileStore } from '../../store/file-store.ts';
import type { JobConfig, JobFolder } from '../job-folder.ts';

/** Brings what the script left to the store, as a cloud does. */
export async function saveOutput(
  { model }: JobFolder,
  { storeRoot, spec }: JobConfig,
): Promise<void> {
  const store = fileStore(storeRoot);
  for (const path of filesIn(model)) {
    const key = spec.outputPrefix + relative(model, path).split(sep).join('/');
    await store.doWrite(key, sourceOf(path), {}, {});
  }
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

function sourceOf(path: string): RangeSource {
  return { size: statSync(path).size, path, read };

  async function* read(offset: number, length: number): AsyncIterable<Uint8Array> {
    if (length === 0) return;
    const end = offset + length - 1;
    for await (const chunk of createReadStream(path, { start: offset, end }))
      yield chunk as Uint8Array;
  }
}
