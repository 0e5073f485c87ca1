import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { capture } from '../setup/capture.js';
import { temporaryFolder } from '../setup/test-support/temporary-folder.ts';
import { writeTree } from '../setup/test-support/write-tree.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const script = fileURLToPath(new URL('changesets.ts', import.meta.url));

/** A workspace of one package on the branch `main`, with our settings of changesets. */
function workspace(): { root: string; git: (...args: string[]) => void } {
  const root = writeTree(temporaryFolder(), {
    'package.json': '{ "name": "root", "private": true, "version": "0.0.0" }',
    'pnpm-workspace.yaml': 'packages:\n  - packages/*\n',
    'pnpm-lock.yaml': '',
    'packages/cli/package.json': '{ "name": "torchrelay", "version": "0.0.0" }',
    'packages/core/package.json': '{ "name": "@torchrelay/core", "version": "0.0.0" }',
  });
  cpSync(join(repository, '.changeset', 'config.json'), join(root, '.changeset', 'config.json'));
  const git = (...args: string[]) =>
    void execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
      cwd: root,
    });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('commit', '--quiet', '--message=begin');
  return { root, git };
}

const check = (root: string) =>
  capture(process.execPath, [script], {
    cwd: root,
    env: {
      ...process.env,
      PATH: `${join(repository, 'node_modules', '.bin')}${delimiter}${process.env['PATH']}`,
    },
  });

it('passes on main, where there is nothing to compare', async () => {
  const { exitCode, output } = await check(workspace().root);
  expect(exitCode, output).toBe(0);
});

it('misses the changeset of a changed package', async () => {
  const { root, git } = workspace();
  git('checkout', '--quiet', '-b', 'feature');
  writeTree(root, { 'packages/core/index.js': '' });
  git('add', '.');
  git('commit', '--quiet', '--message=change');
  expect((await check(root)).exitCode).not.toBe(0);
  writeTree(root, {
    '.changeset/kind-moons-sing.md': "---\n'@torchrelay/core': patch\n---\n\nSay it aloud\n",
  });
  git('add', '.');
  git('commit', '--quiet', '--message=describe');
  const { exitCode, output } = await check(root);
  expect(exitCode, output).toBe(0);
});

it('says plainly what it does not check in a clone without a main branch', async () => {
  const { root, git } = workspace();
  git('checkout', '--quiet', '--detach');
  git('branch', '--quiet', '--delete', '--force', 'main');
  expect(await check(root)).toMatchObject({
    exitCode: 0,
    output: 'This clone has no main branch to compare with: changesets are not checked.\n',
  });
});
