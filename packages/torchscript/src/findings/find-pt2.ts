import { ModelFileError } from '../errors.ts';
import type { Limits } from '../limits.ts';
import type { ExportedProgram } from '../model/exported-program.ts';
import type { Finding } from '../model/finding.ts';
import { readPickle } from '../pickle/read-pickle.ts';
import type { PickleGlobal } from '../pickle/value.ts';
import type { MeteredSource } from '../source/metered-source.ts';
import { slice } from '../source/slice-source.ts';
import { type Archive, openArchive } from '../zip/archive.ts';
import type { ZipEntry } from '../zip/entry.ts';
import { fileOffsets } from '../zip/file-offsets.ts';
import { archiveFindings } from './archive-findings.ts';
import { finding, worstFirst } from './finding.ts';
import { pickleFindings } from './pickle-findings.ts';
import { tensorFindings } from './tensor-findings.ts';

interface Pt2 {
  readonly source: MeteredSource;
  readonly archive: Archive;
  readonly limits: Limits;
}

/** Everything worth knowing about a `.pt2` before it is loaded, worst first. */
export async function findPt2({
  source,
  archive,
  limits,
  model,
  pickledRecords,
}: Pt2 & {
  model: Pick<ExportedProgram, 'tensors'>;
  /** Weights that the program asks to unpickle instead of reading them as bytes. */
  pickledRecords: readonly string[];
}): Promise<readonly Finding[]> {
  return worstFirst([
    ...(await archiveFindings(archive, limits)),
    ...tensorFindings(model.tensors, archive),
    ...pickledRecords.map((record) =>
      finding('pickled-weights', record, `The weights in ${record} are a pickle.`),
    ),
    ...nativeCode(archive),
    ...(await embeddedPickles({ source, archive, limits })),
  ]);
}

function nativeCode(archive: Archive): readonly Finding[] {
  return archive
    .names('data/')
    .filter((name) => /\.(?:so|o|dll|dylib|cubin|ptx)$/i.test(name))
    .map((name) => finding('native-code', name, `The record ${name} is compiled code.`));
}

/** PyTorch falls back to full unpickling for these, so whatever they name could be called. */
async function embeddedPickles({ source, archive, limits }: Pt2): Promise<readonly Finding[]> {
  const names = archive
    .names('')
    .filter((name) => /^(?:data|serialized).*(?:\.pt|\/custom_obj_\d+)$/i.test(name));
  const offsetOf = await fileOffsets(archive);
  const found: Finding[] = [];
  for (const name of names) {
    const entry = archive.find(name);
    const offset = offsetOf(name);
    if (entry === undefined || entry.bytes === 0) continue;
    found.push(...(await scanEmbedded({ source, name, entry, offset, limits })));
  }
  return found;
}

async function scanEmbedded({
  source,
  name,
  entry,
  offset,
  limits,
}: {
  source: MeteredSource;
  name: string;
  entry: ZipEntry;
  offset: number | undefined;
  limits: Limits;
}): Promise<readonly Finding[]> {
  const unreadable = finding(
    'unreadable-pickle',
    name,
    `The record ${name} is loaded by torch.load, and cannot be checked.`,
  );
  if (offset === undefined) return [unreadable];
  try {
    const inner = await openArchive(slice(source, { name, offset, size: entry.bytes }), limits);
    return pickleFindings(await globalsOf(inner, limits), name, savedByPython);
  } catch (error) {
    if (ModelFileError.isInstance(error)) return [unreadable];
    throw error;
  }
}

async function globalsOf(inner: Archive, limits: Limits): Promise<readonly PickleGlobal[]> {
  const entry = inner.find('data.pkl');
  if (entry === undefined) return [];
  const bytes = await inner.read(entry, 'pickleBytes');
  return readPickle({ bytes, place: 'data.pkl', dialect: 'python', limits }).globals;
}

/** What torch.save writes for tensors and plain values besides what TorchScript has. */
const savedByPython: ReadonlySet<string> = new Set([
  'torch._utils._rebuild_parameter',
  'torch._utils._rebuild_tensor_v3',
  'torch.serialization._get_layout',
  'torch.storage.UntypedStorage',
  'torch.storage.TypedStorage',
  'torch.Size',
  'torch.bfloat16',
  'torch.float16',
  'torch.float32',
  'torch.int64',
]);
