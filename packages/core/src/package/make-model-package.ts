import type { TorchscriptModel } from '@torchrelay/torchscript';

import { asDigest } from '../digest/digest.ts';
import { bytesSource, textSource } from '../store/sources.ts';
import type { RangeSource } from '../target/object-store.ts';
import type { Signature } from '../target/signature.ts';
import { engineProblems } from './engine-rules.ts';
import { configPath, manifestPath, modelPath, tokenizerPath } from './layout.ts';
import { manifestText } from './manifest.ts';
import { makePackage, type ModelPackage, type PackageFile } from './model-package.ts';
import { tritonConfig } from './triton-config.ts';

/**
 * A Triton model repository around a model file, which stays where it is: its entry reads from the source.
 * Without `config.pbtxt` where Triton could not serve the model, which an image of the user's own may.
 */
export function makeModelPackage({
  model: { fileFormatVersion, origin, frozen },
  source,
  artifactSha256,
  signature,
  maxBatchSize,
  pinnedGpu,
  tokenizers = [],
}: {
  readonly model: Pick<TorchscriptModel, 'fileFormatVersion' | 'origin' | 'frozen'>;
  readonly source: RangeSource;
  readonly artifactSha256: string;
  readonly signature: Signature;
  readonly maxBatchSize: number;
  readonly pinnedGpu?: number | undefined;
  /** The files that the signature's texts refer to. */
  readonly tokenizers?: readonly Uint8Array[];
}): ModelPackage {
  const isForTriton = engineProblems({ signature, maxBatchSize }).length === 0;
  const manifest = manifestText({
    formatVersion: 1,
    artifactDigest: asDigest(artifactSha256),
    signature,
    maxBatchSize,
    model: { fileFormatVersion, origin, frozen, ...(pinnedGpu === undefined ? {} : { pinnedGpu }) },
  });
  return makePackage({
    files: [
      ...(isForTriton
        ? [textFile(configPath, tritonConfig({ signature, maxBatchSize, pinnedGpu }))]
        : []),
      textFile(manifestPath, manifest),
      ...tokenizerFiles(tokenizers),
      {
        path: modelPath,
        size: source.size,
        sha256: artifactSha256,
        source: { ...source, sha256: artifactSha256 },
      },
    ],
    artifactSha256,
    signature,
  });
}

function textFile(path: string, text: string): PackageFile {
  return file(path, textSource(text));
}

function tokenizerFiles(tokenizers: readonly Uint8Array[]): PackageFile[] {
  const files = tokenizers.map((bytes) => {
    const source = bytesSource(bytes);
    return file(tokenizerPath(source.sha256 ?? ''), source);
  });
  return [...new Map(files.map((each) => [each.path, each])).values()];
}

function file(path: string, source: RangeSource): PackageFile {
  return { path, size: source.size, sha256: source.sha256 ?? '', source };
}
