import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { capture } from './capture.js';
import { areDependenciesInstalled, dependenciesStep } from './dependencies.js';
import { closedPort } from './test-support/closed-port.ts';
import { failureOf } from './test-support/failure-of.ts';
import { temporaryFolder } from './test-support/temporary-folder.ts';
import { writeTree } from './test-support/write-tree.ts';
import { locateToolchain } from './toolchain-paths.js';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const { pnpm } = locateToolchain({ root: repository });
const env = process.env;

async function workspace(): Promise<string> {
  const root = writeTree(temporaryFolder(), {
    'package.json': JSON.stringify({
      name: 'workspace',
      private: true,
      devDependencies: { a: 'workspace:*' },
    }),
    'pnpm-workspace.yaml': 'packages:\n  - packages/*\n',
    'packages/a/package.json': JSON.stringify({ name: 'a', version: '0.0.0' }),
  });
  const { exitCode, output } = await capture(pnpm, ['install', '--lockfile-only'], {
    cwd: root,
    env,
  });
  expect(exitCode, output).toBe(0);
  return root;
}

it('installs what the lock file lists, and is done then', async () => {
  const root = await workspace();
  const step = dependenciesStep({ root, env, pnpm });
  expect(await step.isDone()).toBe(false);
  await step.run();
  expect(await step.isDone()).toBe(true);
  expect(readFileSync(join(root, 'node_modules', 'a', 'package.json'), 'utf8')).toContain('"a"');
});

it.each(['pnpm-lock.yaml', 'package.json', 'packages/a/package.json', 'pnpm-workspace.yaml'])(
  'installs again after a change to %s',
  async (name) => {
    const root = await workspace();
    await dependenciesStep({ root, env, pnpm }).run();
    const file = join(root, name);
    writeFileSync(file, `${readFileSync(file, 'utf8')}\n`);
    expect(areDependenciesInstalled(root)).toBe(false);
  },
);

it('installs again when node_modules was deleted', async () => {
  const root = await workspace();
  await dependenciesStep({ root, env, pnpm }).run();
  rmSync(join(root, 'node_modules'), { recursive: true });
  expect(areDependenciesInstalled(root)).toBe(false);
});

it('names the command to run when the lock file is behind', async () => {
  const root = await workspace();
  const manifest = { name: 'a', version: '0.0.0', dependencies: { 'is-number': '7.0.0' } };
  writeTree(root, { 'packages/a/package.json': JSON.stringify(manifest) });
  const { message, hint } = await failureOf(dependenciesStep({ root, env, pnpm }).run);
  expect(message).toBe('pnpm-lock.yaml does not match the package.json files.');
  expect(hint).toContain('npm run pnpm -- install');
  expect(areDependenciesInstalled(root)).toBe(false);
});

it('says when the registry cannot be reached', async () => {
  const root = await workspace();
  const lock = join(root, 'pnpm-lock.yaml');
  const manifest = { name: 'a', version: '0.0.0', dependencies: { absent: '1.0.0' } };
  writeTree(root, { 'packages/a/package.json': JSON.stringify(manifest) });
  const integrity = `sha512-${'A'.repeat(86)}==`;
  const listed = readFileSync(lock, 'utf8').replace(
    /packages\/a: \{\}/,
    'packages/a:\n    dependencies:\n      absent:\n        specifier: 1.0.0\n        version: 1.0.0',
  );
  const packages = `packages:\n\n  absent@1.0.0:\n    resolution: {integrity: ${integrity}}\n`;
  writeFileSync(lock, `${listed}\n${packages}\nsnapshots:\n\n  absent@1.0.0: {}\n`);
  const offline = {
    ...env,
    npm_config_registry: await closedPort(),
    pnpm_config_fetch_retries: '0',
  };
  const { message } = await failureOf(dependenciesStep({ root, env: offline, pnpm }).run);
  expect(message).toMatch(
    /^The npm registry cannot be reached\.\n\n.*(?:error sending request|refused)/,
  );
});
