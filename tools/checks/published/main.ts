// Packs every package as it would be published, and has the tarball looked at the way its users will meet it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openRepository } from '../repository/repository.ts';
import { inspectTarball } from './inspect-tarball.ts';
import { pack } from './pack.ts';
import { sizeProblem } from './size-budgets.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'torchrelay-published-'));
try {
  for (const { folder: source, manifest } of openRepository(root).packages) {
    if (manifest.private === true) continue;
    const tarball = pack({ source: join(root, source), destination: folder });
    const hasTypes = '.' in (manifest.exports ?? {});
    const size = sizeProblem({ name: manifest.name, tarball });
    const problems = [
      ...inspectTarball({ tarball, hasTypes }),
      ...(size === undefined ? [] : [size]),
    ];
    console.log(`${manifest.name}: ${problems.length === 0 ? 'fit to publish' : ''}`);
    for (const problem of problems) console.log(problem);
    if (problems.length > 0) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
