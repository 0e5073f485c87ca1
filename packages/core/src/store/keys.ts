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
  readonly codePrefix: string;
  readonly dataPrefix: string;
  readonly codeFolder: (digest: string) => string;
  readonly codeArchive: (digest: string) => string;
  readonly dataFolder: (digest: string) => string;
  readonly dataMarker: (digest: string) => string;
  readonly dataWith: (contentFolder: string) => string;
  readonly markerOfData: (folder: string) => string;
  readonly jobsPrefix: string;
  readonly jobFolder: (name: string) => string;
  readonly attempts: (name: string) => string;
  readonly attempt: (name: string, attempt: number) => string;
  readonly jobInput: (name: string, attempt: number) => string;
  readonly jobOutput: (name: string, attempt: number) => string;
  readonly jobCheckpoints: (name: string, attempt: number) => string;
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
  release: (name, number) => `names/${name}/releases/${padded(number)}.json`,
  codePrefix: 'code/',
  dataPrefix: 'data/',
  codeFolder: (digest) => `code/${digestHex(digest)}/`,
  codeArchive: (digest) => `code/${digestHex(digest)}/code.tar`,
  dataFolder: (digest) => `data/${digestHex(digest)}/content/`,
  /** Written last: without it the data are not whole. */
  dataMarker: (digest) => `data/${digestHex(digest)}/data.json`,
  /** The folder of the content and its marker. */
  dataWith: (contentFolder) => contentFolder.replace(/content\/$/, ''),
  markerOfData: (folder) => `${folder}data.json`,
  jobsPrefix: 'jobs/',
  jobFolder: (name) => `jobs/${name}/`,
  attempts: (name) => `jobs/${name}/attempts/`,
  attempt: (name, attempt) => `jobs/${name}/attempts/${padded(attempt)}.json`,
  jobInput: (name, attempt) => `jobs/${name}/${padded(attempt)}/input/`,
  jobOutput: (name, attempt) => `jobs/${name}/${padded(attempt)}/output/`,
  jobCheckpoints: (name, attempt) => `jobs/${name}/${padded(attempt)}/checkpoints/`,
};

function padded(number: number): string {
  return String(number).padStart(6, '0');
}
