import { digestHex } from '../digest/digest.ts';

/** Where everything is in a store. No other module builds a key. */
export const keys: {
  readonly packagesPrefix: string;
  readonly namesPrefix: string;
  readonly packageFolder: (digest: string) => string;
  readonly packageContent: (digest: string) => string;
  readonly packageMarker: (digest: string) => string;
  readonly packageSample: (digest: string) => string;
  readonly nameFolder: (name: string) => string;
  readonly lease: (name: string) => string;
  readonly releases: (name: string) => string;
  readonly release: (name: string, number: number) => string;
} = {
  packagesPrefix: 'packages/',
  namesPrefix: 'names/',
  packageFolder: (digest) => `packages/${digestHex(digest)}/`,
  packageContent: (digest) => `packages/${digestHex(digest)}/content/`,
  /** Written last: without it the package is not whole. */
  packageMarker: (digest) => `packages/${digestHex(digest)}/package.json`,
  packageSample: (digest) => `packages/${digestHex(digest)}/sample.json`,
  nameFolder: (name) => `names/${name}/`,
  lease: (name) => `names/${name}/lease.json`,
  releases: (name) => `names/${name}/releases/`,
  /** Padded, so that listings come in order. */
  release: (name, number) => `names/${name}/releases/${String(number).padStart(6, '0')}.json`,
};
