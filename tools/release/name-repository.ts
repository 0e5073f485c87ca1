// Writes into every package.json where its source is, which npm compares with where it is published from. The workflow
// knows the address, and the repository does not: it may be a fork, or have moved.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { openRepository } from '../checks/repository/repository.ts';
import { addressed } from './addressed.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: name } = process.env;
if (server === undefined || name === undefined)
  throw new Error(
    'GITHUB_SERVER_URL and GITHUB_REPOSITORY say where the source is, and are not set.',
  );

for (const { folder } of openRepository(root).packages) {
  const file = join(root, folder, 'package.json');
  const manifest = addressed({
    manifest: JSON.parse(readFileSync(file, 'utf8')),
    folder,
    address: `${server}/${name}`,
  });
  writeFileSync(file, `${JSON.stringify(manifest, undefined, 2)}\n`);
}
