/**
 * What targets build with: digests, names, the layout of a package, and errors of other libraries made ours.
 * For authors of targets; an app needs none of it.
 * @module
 */
export { digestOf, hashSource, sha256Hex, shortDigest } from '../digest/digest.ts';
export { toTorchrelayError } from '../errors/torchrelay-error.ts';
export { configPath, inferPath, manifestPath, modelName, modelPath } from '../package/layout.ts';
export { readPackageManifest } from '../package/manifest.ts';
export type { PackageManifest } from '../package/manifest.ts';
export { checkKey } from '../store/check-key.ts';
export { cacheFolder } from '../prepare/cache-folder.ts';
