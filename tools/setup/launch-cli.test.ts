import { existsSync, rmSync, utimesSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, it } from 'vitest';
import { buildStampOf } from './build-freshness.js';
import { capture } from './capture.js';
import { dependenciesStep } from './dependencies.js';
import { isDevelopmentNode } from './node-version.js';
import { writeStamp } from './stamp.js';
import { bareClone } from './test-support/bare-clone.ts';
import { writeTree } from './test-support/write-tree.ts';
import { locateToolchain } from './toolchain-paths.js';

const newNode = process.execPath;

async function oldNodeOnPath(): Promise<string | undefined> {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  for (const node of folders
    .map((folder) => join(folder, 'node'))
    .filter((file) => existsSync(file))) {
    const { stdout } = await capture(node, ['-p', 'process.versions.node']);
    if (!isDevelopmentNode(stdout.trim())) return node;
  }
  return undefined;
}
const oldNode = await oldNodeOnPath();
if (oldNode === undefined) {
  console.log(
    'No Node too old to develop with is on PATH: what happens under one is not tested here.',
  );
}

async function installedClone(): Promise<string> {
  const root = bareClone();
  const { pnpm } = locateToolchain({ root });
  await dependenciesStep({ root, env: process.env, pnpm }).run();
  return root;
}

/** As a build leaves it, an hour from now so that all that exists is older. */
function build(root: string): void {
  writeTree(root, {
    'packages/cli/dist/main.js': "console.log('built', ...process.argv.slice(2));",
  });
  writeStamp(buildStampOf(root), 'built');
  const later = new Date(Date.now() + 3_600_000);
  utimesSync(buildStampOf(root), later, later);
}

const torchrelay = (root: string, node = newNode) =>
  capture(node, [join(root, 'packages/cli/bin/torchrelay.js'), 'a b', '--flag']);

it('runs what is built while that is up to date', async () => {
  const root = await installedClone();
  build(root);
  expect((await torchrelay(root)).output).toBe('built a b --flag\n');
});

it('runs the source where nothing is built', async () => {
  const root = await installedClone();
  expect((await torchrelay(root)).output).toBe(`source ${process.versions.node} a b --flag\n`);
});

it('runs the source once it is newer than the build', async () => {
  const root = await installedClone();
  build(root);
  const muchLater = new Date(Date.now() + 7_200_000);
  utimesSync(join(root, 'packages/cli/src/main.ts'), muchLater, muchLater);
  expect((await torchrelay(root)).output).toBe(`source ${process.versions.node} a b --flag\n`);
});

it('hands the exit code of the source through', async () => {
  const root = await installedClone();
  writeTree(root, { 'packages/cli/src/main.ts': 'process.exitCode = 6;\n' });
  expect((await torchrelay(root)).exitCode).toBe(6);
});

it('names the Python that the set-up built, if it did', async () => {
  const root = await installedClone();
  writeTree(root, { 'packages/cli/src/main.ts': 'console.log(process.env.TORCHRELAY_PYTHON);\n' });
  const { TORCHRELAY_PYTHON: _, ...env } = process.env;
  const run = () => capture(newNode, [join(root, 'packages/cli/bin/torchrelay.js')], { env });
  expect((await run()).stdout).toBe('undefined\n');
  const python = join(root, '.python', 'serving', 'bin', 'python');
  writeTree(root, { '.python/serving/bin/python': '' });
  expect((await run()).stdout).toBe(`${python}\n`);
});

it('sets the clone up first where that was not done, away from stdout', async () => {
  const { exitCode, stdout, output } = await torchrelay(bareClone());
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(output).toMatch(/^Installing the dependencies into node_modules\/ … done in \d/);
  // This small clone has nothing to build with.
  expect(output).toMatch(
    /\nBuilding the packages … failed after \d.*\n\nerror: The packages do not build\./,
  );
});

it.skipIf(oldNode === undefined)(
  'runs under the clone’s Node where the system’s is too old',
  async () => {
    const root = await installedClone();
    const { exitCode, stdout } = await torchrelay(root, oldNode);
    const [from, version = '', ...rest] = stdout.trim().split(' ');
    expect({ exitCode, from, rest }).toEqual({
      exitCode: 0,
      from: 'source',
      rest: ['a', 'b', '--flag'],
    });
    expect(isDevelopmentNode(version)).toBe(true);
  },
);

it.skipIf(oldNode === undefined)(
  'says in one sentence, when published, that Node is too old',
  async () => {
    const root = bareClone();
    rmSync(join(root, 'packages/cli/src'), { recursive: true });
    const { exitCode, stdout, output } = await torchrelay(root, oldNode);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(output).toMatch(/^torchrelay needs Node 22\.12 or later; this is \d+\.\d+\.\d+\.\n$/);
  },
);

it('runs its build, when published, and never looks at the folders around it', async () => {
  const root = bareClone();
  build(root);
  rmSync(join(root, 'packages/cli/src'), { recursive: true });
  rmSync(join(root, 'tools'), { recursive: true });
  expect((await torchrelay(root)).output).toBe('built a b --flag\n');
});
