import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { buildStampOf, isBuildFresh } from './build-freshness.js';
import { writeStamp } from './stamp.js';
import { temporaryFolder } from './test-support/temporary-folder.ts';
import { writeTree } from './test-support/write-tree.ts';

/** A clone that was built an hour after its files were written. */
function builtClone(): string {
  const root = writeTree(temporaryFolder(), {
    'pnpm-lock.yaml': '',
    'tsconfig.base.json': '{}',
    'tools/build/library.ts': '',
    'packages/a/package.json': '{}',
    'packages/a/tsdown.config.ts': '',
    'packages/a/src/deep/index.ts': '',
    'packages/a/src/deep/index.test.ts': '',
    'packages/a/dist/index.js': '',
    'packages/notes/README.md': 'not a package',
  });
  writeStamp(buildStampOf(root), 'built');
  at(buildStampOf(root), 1);
  return root;
}

/** Moves a file's time to `hours` from now. */
function at(file: string, hours: number): void {
  const time = new Date(Date.now() + hours * 3_600_000);
  utimesSync(file, time, time);
}

it('is fresh when the build is newer than all that goes into it', () => {
  expect(isBuildFresh(builtClone())).toBe(true);
});

it.each([
  'packages/a/src/deep/index.ts',
  'packages/a/package.json',
  'packages/a/tsdown.config.ts',
  'pnpm-lock.yaml',
  'tsconfig.base.json',
  'tools/build/library.ts',
])('is stale after a change to %s', (name) => {
  const root = builtClone();
  at(join(root, name), 2);
  expect(isBuildFresh(root)).toBe(false);
});

it('is stale after a file was deleted', () => {
  const root = builtClone();
  const folder = join(root, 'packages/a/src/deep');
  rmSync(join(folder, 'index.ts'));
  // The file system has just given the folder the time of the deletion; the build was an hour from now.
  at(folder, 2);
  expect(isBuildFresh(root)).toBe(false);
});

it('stays fresh when only a test changes', () => {
  const root = builtClone();
  at(join(root, 'packages/a/src/deep/index.test.ts'), 2);
  expect(isBuildFresh(root)).toBe(true);
});

it('is stale when a package has not been built, or its build was deleted', () => {
  const root = builtClone();
  rmSync(join(root, 'packages/a/dist'), { recursive: true });
  expect(isBuildFresh(root)).toBe(false);
  mkdirSync(join(root, 'packages/a/dist'));
  writeFileSync(join(root, 'packages/a/dist/index.js'), '');
  expect(isBuildFresh(root)).toBe(true);
});

it('is stale when there never was a whole build', () => {
  const root = builtClone();
  rmSync(buildStampOf(root));
  expect(isBuildFresh(root)).toBe(false);
});
