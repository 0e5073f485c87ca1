import { ModelFileError } from '../errors.ts';
import type { Limits } from '../limits.ts';
import { readPickle } from '../pickle/read-pickle.ts';
import type { MeteredSource } from '../source/metered-source.ts';
import { type Archive, openArchive } from '../zip/archive.ts';
import { formatOfHead, headBytes } from './magic.ts';
import { describeSavedObject, type SavedObject } from './saved-object.ts';
import { unsupported } from './unsupported.ts';
import { formatOfZip } from './zip-format.ts';

/** An archive that this package can read further. */
export interface Recognised {
  readonly format: 'torchscript' | 'pt2';
  readonly archive: Archive;
}

/**
 * Tells what a file is by its content; its name does not matter.
 *
 * @throws {@link ModelFileError} `MODEL_FILE_EMPTY`, or `MODEL_FORMAT_UNSUPPORTED` for whatever is
 *   neither TorchScript nor pt2
 */
export async function recognise(source: MeteredSource, limits: Limits): Promise<Recognised> {
  if (source.size === 0) throw empty(source.name);
  const head = await source.read(0, Math.min(headBytes, source.size));
  const format = formatOfHead(head);
  const file = source.name;
  if (format === 'tar') throw unsupported(isTorchTar(head) ? 'legacy-torch-tar' : 'tar', { file });
  if (format !== 'zip') throw unsupported(format, { file });
  const archive = await openArchive(source, limits);
  return recogniseZip({ archive, file, limits });
}

async function recogniseZip({
  archive,
  file,
  limits,
}: {
  archive: Archive;
  file: string;
  limits: Limits;
}): Promise<Recognised> {
  const format = formatOfZip(archive);
  if (format === 'torchscript' || format === 'pt2') return { format, archive };
  if (format !== 'torch-save') throw unsupported(format, { file, detail: shownNames(archive) });
  const { format: saved, detail } = await readSavedObject(archive, limits);
  throw unsupported(saved, { file, detail });
}

const namesShown = 3;

function shownNames({ entries }: Archive): string {
  const names = entries.slice(0, namesShown).map(({ name }) => name.slice(0, 60));
  return entries.length > namesShown ? [...names, '…'].join(', ') : names.join(', ');
}

/** Any Python pickle may be in there; one that we cannot read changes nothing about the refusal. */
async function readSavedObject(archive: Archive, limits: Limits): Promise<SavedObject> {
  const entry = archive.find('data.pkl');
  try {
    if (entry === undefined) return { format: 'torch-save', detail: '' };
    const bytes = await archive.read(entry, 'pickleBytes');
    return describeSavedObject(
      readPickle({ bytes, place: 'data.pkl', dialect: 'python', limits }).value,
    );
  } catch (error) {
    if (ModelFileError.isInstance(error)) return { format: 'torch-save', detail: '' };
    throw error;
  }
}

/** The first record's name in the tar of PyTorch 0.1. */
function isTorchTar(head: Uint8Array): boolean {
  const name = Buffer.from(head.subarray(0, 100)).toString('latin1').replace(/\0.*$/s, '');
  return ['sys_info', 'pickle', 'storages', 'tensors'].includes(name);
}

function empty(file: string): ModelFileError {
  return new ModelFileError({
    code: 'MODEL_FILE_EMPTY',
    message: `${file} is empty.`,
    hint: 'Save or copy the model again; a full disk or a broken copy leaves such files.',
    data: { file },
  });
}
