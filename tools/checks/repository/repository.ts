import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What we read of a package.json. */
export interface Manifest {
  readonly name: string;
  readonly version?: string;
  readonly private?: boolean;
  readonly description?: string;
  readonly keywords?: readonly string[];
  readonly license?: string;
  readonly files?: readonly string[];
  readonly type?: string;
  readonly sideEffects?: boolean;
  readonly engines?: Readonly<Record<string, string>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly exports?: Exports;
  readonly publishConfig?: { readonly access?: string; readonly exports?: Exports };
}

/** The form of `exports` that our packages use: a file, or one file per condition. */
export type Exports = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

/** One package of the workspace. */
export interface Package {
  /** Relative to the root, like `packages/core`. */
  readonly folder: string;
  readonly manifest: Manifest;
}

/** The repository as the checks see it. */
export interface Repository {
  readonly packages: readonly Package[];
  /** Every file that git tracks or would track, relative to the root, with `/`. */
  readonly files: readonly string[];
  readonly has: (file: string) => boolean;
  readonly read: (file: string) => string;
}

/** Finds something wrong and says where, one sentence per problem. */
export type RepositoryCheck = (repository: Repository) => readonly string[];

/** Opens the clone at `root`. */
export function openRepository(root: string): Repository {
  const read = (file: string) => readFileSync(join(root, file), 'utf8');
  const has = (file: string) => existsSync(join(root, file));
  const packages = readdirSync(join(root, 'packages'))
    .map((name) => `packages/${name}`)
    .filter((folder) => has(`${folder}/package.json`))
    .map((folder) => ({ folder, manifest: JSON.parse(read(`${folder}/package.json`)) }));
  // A file that was deleted but not committed is still listed.
  return { packages, files: listFiles(root).filter(has), has, read };
}

function listFiles(root: string): string[] {
  const flags = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const { status, stdout, stderr } = spawnSync('git', flags, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`git could not list the files of ${root}: ${stderr}`);
  return stdout.split('\0').filter((file) => file !== '');
}
