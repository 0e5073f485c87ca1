import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { temporaryFolder } from '../../setup/test-support/temporary-folder.ts';
import { writeTree } from '../../setup/test-support/write-tree.ts';
import { locateToolchain } from '../../setup/toolchain-paths.js';
import { inspectTarball } from './inspect-tarball.ts';
import { pack } from './pack.ts';
import { sizeProblem } from './size-budgets.ts';

const repository = fileURLToPath(new URL('../../..', import.meta.url));

beforeAll(() => {
  const before = process.env['PATH'] ?? '';
  process.env['PATH'] = [...locateToolchain({ root: repository }).path, before].join(delimiter);
  return () => {
    process.env['PATH'] = before;
  };
});

const manifest = {
  name: 'lantern',
  version: '1.0.0',
  license: 'Apache-2.0',
  type: 'module',
  files: ['dist'],
  exports: {
    '.': { source: './src/index.ts', types: './dist/index.d.ts', default: './dist/index.js' },
  },
  publishConfig: { exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } } },
};
const sound = {
  'package.json': JSON.stringify(manifest),
  LICENSE: 'Apache License',
  'README.md': '# lantern\n',
  'dist/index.js': 'export const light = 1;\n',
  'dist/index.d.ts': 'export declare const light: number;\n',
};

function packed(files: Readonly<Record<string, string>>): string {
  return pack({ source: writeTree(temporaryFolder(), files), destination: temporaryFolder() });
}

it('finds a sound package fit to publish', () => {
  expect(inspectTarball({ tarball: packed(sound), hasTypes: true })).toEqual([]);
});

it('packs each package into a tarball of its own', () => {
  const destination = temporaryFolder();
  const source = writeTree(temporaryFolder(), sound);
  const tarball = pack({ source, destination });
  expect(readdirSync(destination).map((name) => join(destination, name))).toEqual([tarball]);
  expect(tarball).toMatch(/lantern-1\.0\.0\.tgz$/);
});

it('finds what is exported but not shipped', () => {
  const { 'dist/index.d.ts': _, ...files } = sound;
  const problems = inspectTarball({ tarball: packed(files), hasTypes: true });
  expect(problems.join('\n')).toMatch(/publint.*dist\/index\.d\.ts/s);
});

it('finds types that do not resolve where they are installed', () => {
  const files = {
    ...sound,
    'dist/index.d.ts': "export { light } from './light';\n",
    'dist/light.d.ts': 'export declare const light: number;\n',
  };
  const problems = inspectTarball({ tarball: packed(files), hasTypes: true });
  expect(problems.join('\n')).toMatch(/^attw .* failed:.*Internal resolution error/s);
});

it('finds what is missing from the tarball', () => {
  const { LICENSE: _, ...files } = sound;
  expect(inspectTarball({ tarball: packed(files), hasTypes: true })).toEqual([
    'It lacks package/LICENSE.',
  ]);
});

it('finds tests that would be shipped', () => {
  const files = { ...sound, 'dist/index.test.js': '' };
  expect(inspectTarball({ tarball: packed(files), hasTypes: true })).toEqual([
    'It ships package/dist/index.test.js.',
  ]);
});

it('finds a tarball that weighs more than its package may, and a package without a budget', () => {
  const light = packed(sound);
  const heavy = packed({ ...sound, 'dist/noise.js': randomBytes(2 ** 18).toString('base64') });
  expect(sizeProblem({ name: '@torchrelay/torchscript', tarball: light })).toBeUndefined();
  expect(sizeProblem({ name: '@torchrelay/torchscript', tarball: heavy })).toMatch(/of 70 in/);
  expect(sizeProblem({ name: 'lantern', tarball: light })).toMatch(/no budget/);
});

it('says why a package cannot be packed', () => {
  expect(() => packed({ 'package.json': '{ "name": "lantern" }' })).toThrow(/pnpm pack .* failed/);
});
