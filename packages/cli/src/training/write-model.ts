import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { trainedModel, type TrainingResult } from '@torchrelay/core';

/** Whole or not at all. */
export async function writeModel({
  result,
  path,
  abortSignal,
}: {
  readonly result: TrainingResult;
  readonly path: string;
  readonly abortSignal: AbortSignal;
}): Promise<void> {
  // Says what is missing where there is no model.
  trainedModel(result);
  const { model } = result;
  if (model === undefined) return;
  const { source } = model;
  const part = `${path}.part`;
  await mkdir(dirname(path), { recursive: true });
  try {
    const bytes = Readable.from(source.read(0, source.size, { abortSignal }));
    await pipeline(bytes, createWriteStream(part), { signal: abortSignal });
    await rename(part, path);
  } finally {
    await rm(part, { force: true });
  }
}
