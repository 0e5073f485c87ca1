import { open, opendir } from 'node:fs/promises';
import { join, relative } from 'node:path';

import { inspect } from '@torchrelay/torchscript';

import { describeError } from '../../errors/describe-error.ts';
import { untoldInputs } from '../../models/untold-inputs.ts';

export interface FoundModels {
  /** TorchScript files, by their paths from the folder. */
  readonly models: readonly FoundModel[];
  /** What looked like one, and why it is none. */
  readonly others: readonly { readonly file: string; readonly reason: string }[];
}

export interface FoundModel {
  /** `./models/resnet50.pt` */
  readonly file: string;
  /** Inputs of which the file says neither datatype nor shape. */
  readonly untold: readonly string[];
}

const deepest = 4;
const mostFiles = 5000;
const leftOut = new Set(['node_modules', '__pycache__', 'site-packages', 'venv', 'dist', 'build']);

/** Looks for models by their content: a name says nothing. */
export async function findModels(folder: string, abortSignal: AbortSignal): Promise<FoundModels> {
  const models: FoundModel[] = [];
  const others: { file: string; reason: string }[] = [];
  let count = 0;
  for await (const path of filesBelow(folder, deepest)) {
    abortSignal.throwIfAborted();
    if (++count > mostFiles) break;
    if (!(await isArchive(path))) continue;
    const file = `./${relative(folder, path)}`;
    try {
      const model = await inspect(path, { abortSignal });
      if (model.format === 'torchscript') models.push({ file, untold: untoldInputs(model) });
      else others.push({ file, reason: 'a program of torch.export, which no target serves yet' });
    } catch (error) {
      abortSignal.throwIfAborted();
      if (isModelName(path)) others.push({ file, reason: reasonOf(error, path) });
    }
  }
  return { models: models.toSorted(byFile), others: others.toSorted(byFile) };
}

function byFile({ file: one }: { file: string }, { file: other }: { file: string }): number {
  return one < other ? -1 : 1;
}

/** Without the path, which stands before it anyway. */
function reasonOf(error: unknown, path: string): string {
  return describeError(error).message.replace(`${path}: `, '');
}

async function* filesBelow(folder: string, depth: number): AsyncGenerator<string> {
  for await (const entry of await opendir(folder)) {
    if (entry.name.startsWith('.') || leftOut.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isFile()) yield path;
    else if (entry.isDirectory() && depth > 0) yield* filesBelow(path, depth - 1);
  }
}

/** All that PyTorch saves begins as a zip archive does. */
async function isArchive(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return bytesRead === 4 && buffer.toString('latin1') === 'PK\u0003\u0004';
  } finally {
    await file.close();
  }
}

function isModelName(path: string): boolean {
  return /\.(pt|pth|pt2|ts|torchscript)$/i.test(path);
}
