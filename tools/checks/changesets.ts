// Asks changesets whether every changed package has a changeset, where there is a main branch to compare with.
import { spawnSync } from 'node:child_process';

const baseRef = ['main', 'origin/main'].find(
  (ref) => spawnSync('git', ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`]).status === 0,
);

if (baseRef === undefined) {
  console.log('This clone has no main branch to compare with: changesets are not checked.');
} else {
  const { status } = spawnSync('changeset', ['status', `--since=${baseRef}`], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  process.exitCode = status ?? 1;
}
