import type { Archive } from '../zip/archive.ts';
import type { FileFormat } from './file-format.ts';

/** What a zip archive is, told by the records it holds. `torch-save` needs a look at its pickle. */
export function formatOfZip(archive: Archive): FileFormat {
  const has = (name: string): boolean => archive.find(name) !== undefined;
  if (archive.entries.some(({ name }) => name === 'MAR-INF/MANIFEST.json')) return 'mar';
  if (archive.names('data/aotinductor/').length > 0 && archive.names('models/').length === 0) {
    return 'aotinductor';
  }
  if (has('archive_format') || has('serialized_exported_program.json')) return 'pt2';
  // PyTorch reads nothing else from an archive without a folder around its records.
  if (archive.root === '') return hasArrays(archive) ? 'numpy' : 'zip';
  if (has('.data/extern_modules')) return 'torch-package';
  if (has('constants.pkl')) return 'torchscript';
  if (has('model.json') && !has('data.pkl')) return 'torchscript-before-1.4';
  if (has('data.pkl')) return 'torch-save';
  return hasArrays(archive) ? 'numpy' : 'zip';
}

function hasArrays({ entries }: Archive): boolean {
  return entries.some(({ name }) => name.endsWith('.npy'));
}
