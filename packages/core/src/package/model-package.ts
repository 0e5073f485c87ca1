import { asDigest, digestOf, type Digest } from '../digest/digest.ts';
import { keys } from '../store/keys.ts';
import type { RangeSource } from '../target/object-store.ts';
import type { PackageEntry, PackageReference } from '../target/serving.ts';
import type { Signature } from '../target/signature.ts';

/** One file of a package: its place, its identity, and where its bytes are. */
export interface PackageFile extends PackageEntry {
  readonly source: RangeSource;
}

/**
 * A Triton model repository that exists nowhere yet: generated texts, and ranges of the model file itself.
 * The same model with the same signature and configuration gives the same package on every machine.
 */
export interface ModelPackage {
  readonly digest: Digest;
  readonly artifactDigest: Digest;
  readonly signature: Signature;
  readonly files: readonly PackageFile[];
  /** All files together, in bytes. */
  readonly size: number;
}

export function makePackage({
  files,
  artifactSha256,
  signature,
}: {
  readonly files: readonly PackageFile[];
  readonly artifactSha256: string;
  readonly signature: Signature;
}): ModelPackage {
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  return {
    digest: digestOf({
      format: 1,
      entries: sorted.map(({ path, size, sha256 }) => ({ path, size, sha256 })),
    }),
    artifactDigest: asDigest(artifactSha256),
    signature,
    files: sorted,
    size: sorted.reduce((sum, file) => sum + file.size, 0),
  };
}

/** The package as plans, releases and providers know it: without its bytes. */
export function packageReference({
  digest,
  artifactDigest,
  signature,
  files,
}: ModelPackage): PackageReference {
  return {
    digest,
    artifactDigest,
    prefix: keys.packageContent(digest),
    entries: files.map(({ path, size, sha256 }) => ({ path, size, sha256 })),
    signature,
  };
}
