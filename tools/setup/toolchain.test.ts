import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { capture } from './capture.js';
import { failureOf } from './test-support/failure-of.ts';
import { closedPort } from './test-support/closed-port.ts';
import { temporaryFolder } from './test-support/temporary-folder.ts';
import { writeTree } from './test-support/write-tree.ts';
import { locateToolchain, nodePackage } from './toolchain-paths.js';
import { toolchainStep } from './toolchain.js';

const running = { version: '24.21.0', executable: process.execPath };
const binaryPackage = `exe.${process.platform}-${process.arch}`;

/** A clone whose package manager npm installs from a folder, so that the real npm needs no network. */
function cloneWith({ pnpm }: { pnpm: string }): string {
  const shelf = temporaryFolder();
  writeTree(shelf, {
    'wrapper/package.json': JSON.stringify({
      name: 'pnpm',
      version: '1.0.0',
      dependencies: { [`@pnpm/${binaryPackage}`]: `file:${join(shelf, 'binary')}` },
    }),
    'binary/package.json': JSON.stringify({ name: `@pnpm/${binaryPackage}`, version: '1.0.0' }),
    'binary/pnpm': pnpm,
  });
  const packageManager = join(shelf, 'wrapper');
  return writeTree(temporaryFolder(), { 'package.json': JSON.stringify({ packageManager }) });
}

const working = '#!/bin/sh\necho 1.0.0\n';
const env = { ...process.env, npm_config_install_links: 'true', npm_config_offline: 'true' };

it('brings what package.json names, and is done then', async () => {
  const root = cloneWith({ pnpm: working });
  const step = toolchainStep({ root, env, running });
  expect(await step.isDone()).toBe(false);
  await step.run();
  expect(await step.isDone()).toBe(true);
  const { exitCode, stdout } = await capture(locateToolchain({ root, running }).pnpm, [
    '--version',
  ]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '1.0.0\n' });
});

it('does not take a half-made toolchain for done, and makes it anew', async () => {
  const root = cloneWith({ pnpm: working });
  writeTree(root, {
    [`.toolchain/node_modules/@pnpm/${binaryPackage}/pnpm`]: 'cut off he',
    '.toolchain/next/node_modules/rest': 'of an installation that was interrupted',
  });
  const step = toolchainStep({ root, env, running });
  expect(await step.isDone()).toBe(false);
  await step.run();
  expect(await step.isDone()).toBe(true);
});

it('is done no longer when package.json names another version', async () => {
  const root = cloneWith({ pnpm: working });
  await toolchainStep({ root, env, running }).run();
  writeTree(root, { 'package.json': JSON.stringify({ packageManager: 'pnpm@99.0.0' }) });
  expect(await toolchainStep({ root, env, running }).isDone()).toBe(false);
});

it('asks for a Node besides, where the system’s is too old', async () => {
  const root = cloneWith({ pnpm: working });
  await toolchainStep({ root, env, running }).run();
  const step = toolchainStep({ root, env, running: { ...running, version: '20.20.2' } });
  expect(step.title).toContain(nodePackage().name);
  expect(await step.isDone()).toBe(false);
});

it('refuses tools that do not run here, and does not count them as done', async () => {
  const root = cloneWith({ pnpm: '#!/bin/sh\necho "wrong processor" >&2\nexit 126\n' });
  const step = toolchainStep({ root, env, running });
  const { message, hint } = await failureOf(step.run);
  expect(message).toMatch(/pnpm does not run on this machine\.\n\nwrong processor$/);
  expect(hint).toBe(
    'Install Node 24 yourself, put it first on PATH and run the same command again.',
  );
  expect(await step.isDone()).toBe(false);
});

it('keeps the old tools when the registry cannot be reached', async () => {
  const root = writeTree(temporaryFolder(), {
    'package.json': JSON.stringify({ packageManager: 'pnpm@12.21.0' }),
    '.toolchain/node_modules/old-tool': 'still here',
  });
  const offline = {
    ...process.env,
    npm_config_registry: await closedPort(),
    npm_config_cache: join(root, 'cache'),
    npm_config_fetch_retries: '0',
  };
  const { message } = await failureOf(toolchainStep({ root, env: offline, running }).run);
  expect(message).toMatch(/^The npm registry cannot be reached\.\n\n.*(?:ECONNREFUSED|refused)/);
  expect(existsSync(join(root, '.toolchain', 'node_modules', 'old-tool'))).toBe(true);
});

it('says so when there is no npm', async () => {
  const root = cloneWith({ pnpm: working });
  const bare = { PATH: temporaryFolder() };
  const { message, hint } = await failureOf(toolchainStep({ root, env: bare, running }).run);
  expect(message).toBe('npm is not on PATH, and it is what brings the other tools.');
  expect(hint).toContain('Install a Node that comes with npm');
});
