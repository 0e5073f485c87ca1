import { asJson } from '../store/as-json.ts';
import type { Emit } from '../apply/events.ts';
import { jsonSource } from '../store/sources.ts';
import { keys } from '../store/keys.ts';
import type { Call } from '../target/call.ts';
import type { ObjectStore } from '../target/object-store.ts';
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

/** Whether the whole package is in the store: its marker, which is written last, says so. */
export async function isUploaded(
  store: ObjectStore,
  packageDigest: string,
  call: Call,
): Promise<boolean> {
  return (await store.doHead(keys.packageMarker(packageDigest), call)) !== undefined;
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
  const present = await store.doHead(key, call);
  if (present?.size === file.size && present.sha256 === file.sha256) return 'present';
  const copy = knownCopies?.get(file.sha256);
  if (copy !== undefined && store.doCopy !== undefined) {
    await store.doCopy(copy, key, call);
    return 'copied';
  }
  const onProgress = (sent: number): void =>
    emit({ type: 'upload-delta', path: file.path, size: file.size, sent });
  await store.doWrite(key, { ...file.source, sha256: file.sha256 }, { onProgress }, call);
  return 'sent';
}
