import { readFileSync } from 'node:fs';

interface Manifest {
  readonly repository?: string | { readonly url: string };
}

/** Where the files are that the website links to and does not hold; none where nothing says it. */
export function repositoryAddress(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  manifest: Manifest = readRootManifest(),
): string | undefined {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: name } = environment;
  if (server !== undefined && name !== undefined) return `${server}/${name}`;
  const { repository } = manifest;
  const url = typeof repository === 'string' ? repository : repository?.url;
  return url?.replace(/^git\+/, '').replace(/\.git$/, '');
}

function readRootManifest(): Manifest {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  return JSON.parse(text) as Manifest;
}
