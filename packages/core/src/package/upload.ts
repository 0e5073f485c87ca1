import { asJson } from '../store/as-json.ts';
import type { Emit } from '../apply/events.ts';
import { jsonSource } from '../store/sources.ts';
import { keys } from '../store/keys.ts';
import type { Call } from '../target/call.ts';
import type { ObjectHead, ObjectStore } from '../target/object-store.ts';
import type { PackageEntry, PackageReference } from '../target/serving.ts';
import { packageReference, type ModelPackage, type PackageFile } from './model-package.ts';
import { type Sample, writeSample } from './sample.ts';

export interface UploadOptions {
  readonly store: ObjectStore;
  readonly modelPackage: ModelPackage;
  readonly sample?: Sample | undefined;
  /** The store's keys of objects with these SHA-256, to copy from instead of sending. */
  readonly knownCopies?: ReadonlyMap<string, string>;
  readonly emit: Emit;
  readonly call: Call;
}

/**
 * Whether the whole package is in the store: its marker, which is written last, says so. The entries are
 * looked at too, since a removal may have met an upload; what it took is then brought again.
 */
export async function isUploaded(
  store: ObjectStore,
  { digest, prefix, entries }: PackageReference,
  call: Call,
): Promise<boolean> {
  if ((await store.doHead(keys.packageMarker(digest), call)) === undefined) return false;
  const heads = await Promise.all(entries.map(({ path }) => store.doHead(prefix + path, call)));
  return entries.every((entry, index) => isSame(heads[index], entry));
}

function isSame(head: ObjectHead | undefined, { size, sha256 }: PackageEntry): boolean {
  return head?.size === size && head.sha256 === sha256;
}

/** Brings every file to the store that is not there yet, then the marker. Run again, it goes on. */
export async function uploadPackage(options: UploadOptions): Promise<void> {
  const { store, modelPackage, sample, call } = options;
  for (const file of modelPackage.files) await uploadFile(file, options);
  if (sample !== undefined) await writeSample(store, modelPackage.digest, sample, call);
  const reference = asJson(packageReference(modelPackage));
  await store.doWrite(keys.packageMarker(modelPackage.digest), jsonSource(reference), {}, call);
}

async function uploadFile(file: PackageFile, options: UploadOptions): Promise<void> {
  const { path, size } = file;
  options.emit({ type: 'upload-start', path, size });
  const how = await bring(file, options);
  options.emit({ type: 'upload-end', path, size, how });
}

async function bring(
  file: PackageFile,
  { store, modelPackage, knownCopies, emit, call }: UploadOptions,
): Promise<'sent' | 'copied' | 'present'> {
  const key = keys.packageContent(modelPackage.digest) + file.path;
  if (isSame(await store.doHead(key, call), file)) return 'present';
  const copy = knownCopies?.get(file.sha256);
  if (copy !== undefined && store.doCopy !== undefined) {
    await store.doCopy(copy, key, call);
    return 'copied';
  }
  const onProgress = progressTeller(file, emit);
  await store.doWrite(key, { ...file.source, sha256: file.sha256 }, { onProgress }, call);
  return 'sent';
}

/** Stores may tell of every chunk: a hundred events a file say as much as a million, which would be kept. */
function progressTeller({ path, size }: PackageFile, emit: Emit): (sent: number) => void {
  let told = 0;
  return (sent) => {
    // Less than before: the store has begun again.
    const isStep = sent < told || sent - told >= size / 100 || sent === size;
    if (!isStep || sent === told) return;
    told = sent;
    emit({ type: 'upload-delta', path, size, sent });
  };
}
