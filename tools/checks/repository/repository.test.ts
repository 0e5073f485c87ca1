import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../setup/test-support/temporary-folder.ts';
import { writeTree } from '../../setup/test-support/write-tree.ts';
import { layers } from './layers.ts';
import { openRepository } from './repository.ts';

it('lists what git tracks or would track, and reads it', () => {
  const root = writeTree(temporaryFolder(), {
    '.gitignore': 'dist/\n',
    'packages/a/package.json': '{ "name": "a" }',
    'packages/a/src/ä b.ts': 'new',
    'packages/a/dist/index.js': 'ignored',
    'packages/notes/README.md': 'not a package',
    deleted: 'gone',
  });
  execFileSync('git', ['init', '--quiet'], { cwd: root });
  execFileSync('git', ['add', '.gitignore', 'packages/a/package.json', 'deleted'], { cwd: root });
  rmSync(join(root, 'deleted'));
  const repository = openRepository(root);
  expect(repository.files.toSorted()).toEqual([
    '.gitignore',
    'packages/a/package.json',
    'packages/a/src/ä b.ts',
    'packages/notes/README.md',
  ]);
  expect(repository.packages).toEqual([{ folder: 'packages/a', manifest: { name: 'a' } }]);
  expect(repository.read('packages/a/src/ä b.ts')).toBe('new');
  expect(repository.has('deleted')).toBe(false);
});

it('refuses a folder that is no repository instead of finding nothing wrong with it', () => {
  const root = writeTree(temporaryFolder(), { 'packages/a/package.json': '{}' });
  expect(() => openRepository(root)).toThrow('git could not list the files');
});

it('knows every package of this repository', () => {
  const { packages } = openRepository(fileURLToPath(new URL('../../..', import.meta.url)));
  expect(packages.map(({ manifest }) => manifest.name).toSorted()).toEqual(
    Object.keys(layers).toSorted(),
  );
});
