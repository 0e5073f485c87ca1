// Publishes every package whose version the registry does not have yet, in the order in which they build on each other.
// While changesets are pending there is nothing to publish. Stopped in the middle, it goes on when it is run again.
// Arguments are handed on to `npm publish`: --provenance.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { pack } from '../checks/published/pack.ts';
import { run } from '../checks/published/run.ts';
import { openRepository } from '../checks/repository/repository.ts';
import { inOrder } from './in-order.ts';
import { pendingChangesets } from './pending-changesets.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const pending = pendingChangesets(root);
if (pending.length > 0) console.log(`${pending.length} changesets have no version yet.`);
const released = pending.length > 0 ? [] : inOrder(openRepository(root).packages);
const destination = mkdtempSync(join(tmpdir(), 'torchrelay-release-'));
try {
  for (const { folder, manifest } of released) {
    const { name, version } = manifest;
    if (isPublished(`${name}@${version}`)) {
      console.log(`${name} ${version} is published already.`);
      continue;
    }
    // pnpm packs, since it alone knows `workspace:` and `publishConfig`; npm publishes, which GitHub vouches for.
    const tarball = pack({ source: join(root, folder), destination });
    const command = ['npm', 'publish', tarball, '--access', 'public', ...process.argv.slice(2)];
    const { problem } = run({ command, folder: destination });
    if (problem !== undefined) throw new Error(problem);
    console.log(`${name} ${version} is published.`);
  }
} finally {
  rmSync(destination, { recursive: true, force: true });
}

/** @throws Error where the registry cannot be asked: an outage is not "not published" */
function isPublished(spec: string): boolean {
  const { stdout, problem } = run({ command: ['npm', 'view', spec, 'version'], folder: root });
  if (problem === undefined) return stdout.trim() !== '';
  if (problem.includes('E404')) return false;
  throw new Error(problem);
}
