import type { TorchscriptModel } from '@torchrelay/torchscript';

import { asDigest } from '../digest/digest.ts';
import { textSource } from '../store/sources.ts';
import type { RangeSource } from '../target/object-store.ts';
import type { Signature } from '../target/signature.ts';
import { configPath, manifestPath, modelPath } from './layout.ts';
import { manifestText } from './manifest.ts';
import { makePackage, type ModelPackage, type PackageFile } from './model-package.ts';
import { tritonConfig } from './triton-config.ts';

/**
 * A Triton model repository around a model file, which stays where it is: its entry reads from the source.
 * @throws TorchrelayError `MODEL_NOT_SERVABLE`
 */
export function makeModelPackage({
  model: { fileFormatVersion, origin, frozen },
  source,
  artifactSha256,
  signature,
  maxBatchSize,
  pinnedGpu,
}: {
  readonly model: Pick<TorchscriptModel, 'fileFormatVersion' | 'origin' | 'frozen'>;
  readonly source: RangeSource;
  readonly artifactSha256: string;
  readonly signature: Signature;
  readonly maxBatchSize: number;
  readonly pinnedGpu?: number | undefined;
}): ModelPackage {
  const config = tritonConfig({ signature, maxBatchSize, pinnedGpu });
  const manifest = manifestText({
    formatVersion: 1,
    artifactDigest: asDigest(artifactSha256),
    signature,
    maxBatchSize,
    model: { fileFormatVersion, origin, frozen, ...(pinnedGpu === undefined ? {} : { pinnedGpu }) },
  });
  return makePackage({
    files: [
      textFile(configPath, config),
      textFile(manifestPath, manifest),
      { path: modelPath, size: source.size, sha256: artifactSha256, source: { ...source, sha256: artifactSha256 } },
    ],
    artifactSha256,
    signature,
  });
}

function textFile(path: string, text: string): PackageFile {
  const source = textSource(text);
  return { path, size: source.size, sha256: source.sha256 ?? '', source };
}
