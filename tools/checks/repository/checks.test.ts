import { expect, it } from 'vitest';
import { dependencyDirections } from './dependency-directions.ts';
import { documentedDependencies } from './documented-dependencies.ts';
import { packageShape } from './package-shape.ts';
import { publishedMetadata } from './published-metadata.ts';
import { publishedExports } from './published-exports.ts';
import { registryHosts } from './registry-hosts.ts';
import type { Manifest, Repository } from './repository.ts';
import { sourceImports } from './source-imports.ts';

const core: Manifest = {
  name: '@torchrelay/core',
  description: 'Deploys.',
  keywords: ['pytorch', 'deploy', 'serving'],
  license: 'Apache-2.0',
  files: ['dist'],
  type: 'module',
  sideEffects: false,
  engines: { node: '>=22.12' },
  dependencies: { '@torchrelay/torchscript': 'workspace:^' },
  exports: {
    '.': {
      'torchrelay-source': './src/index.ts',
      types: './dist/index.d.ts',
      default: './dist/index.js',
    },
    './package.json': './package.json',
  },
  publishConfig: {
    access: 'public',
    exports: {
      '.': { types: './dist/index.d.ts', default: './dist/index.js' },
      './package.json': './package.json',
    },
  },
};
const torchscript: Manifest = { ...core, name: '@torchrelay/torchscript', dependencies: {} };

const sound: Readonly<Record<string, string>> = {
  LICENSE: 'Apache License',
  'docs/architecture.md': '- `tar-stream` writes archives larger than memory.',
  'packages/core/README.md': '# @torchrelay/core\n',
  'packages/core/src/index.ts':
    "export { read } from '@torchrelay/torchscript';\nimport './deploy/deploy.ts';\n",
  'packages/core/src/deploy/deploy.ts':
    "import { join } from 'node:path';\nimport '../index.ts';\n",
  'packages/torchscript/README.md': '# @torchrelay/torchscript\n',
  'packages/torchscript/src/index.ts': '',
};

/** A sound repository of two packages, but for what is given. */
function repository({
  manifest = {},
  files: changed = {},
  without = [],
}: {
  manifest?: Partial<Manifest>;
  files?: Readonly<Record<string, string>>;
  without?: readonly string[];
} = {}): Repository {
  const texts = new Map(
    Object.entries({ ...sound, ...changed }).filter(([file]) => !without.includes(file)),
  );
  return {
    packages: [
      { folder: 'packages/core', manifest: { ...core, ...manifest } },
      { folder: 'packages/torchscript', manifest: torchscript },
    ],
    files: [...texts.keys()],
    has: (file) => texts.has(file),
    read: (file) => texts.get(file) ?? '',
  };
}

it('finds nothing wrong with a sound repository', () => {
  const checks = [
    dependencyDirections,
    sourceImports,
    packageShape,
    publishedExports,
    publishedMetadata,
    registryHosts,
    documentedDependencies,
  ];
  expect(checks.flatMap((check) => check(repository()))).toEqual([]);
});

it.each([
  [{ description: 'Deploys' }, 'description is a sentence'],
  [{ keywords: ['deploy', 'serving', 'torch'] }, 'keywords, with "pytorch" among them'],
  [{ files: [] }, 'files lists what is shipped'],
  [{ sideEffects: true }, 'sideEffects is false: bundlers may leave out what is unused'],
  [{ engines: { node: '>=20' } }, 'engines.node is ">=22.12"'],
  [{ publishConfig: { exports: {} } }, 'publishConfig.access is "public"'],
])('asks for what a registry shows: %j', (manifest, expected) => {
  expect(publishedMetadata(repository({ manifest }))).toEqual([
    `packages/core/package.json: ${expected}.`,
  ]);
  expect(publishedMetadata(repository({ manifest: { ...manifest, private: true } }))).toEqual([]);
});

it('refuses a dependency on a package that is not below', () => {
  const dependencies = { '@torchrelay/local': 'workspace:^' };
  expect(dependencyDirections(repository({ manifest: { dependencies } }))).toEqual([
    'packages/core/package.json depends on @torchrelay/local, which is not below @torchrelay/core.',
  ]);
});

it('refuses such a dependency of tests too', () => {
  const devDependencies = { '@torchrelay/testing': 'workspace:^' };
  expect(dependencyDirections(repository({ manifest: { devDependencies } }))).toEqual([
    'packages/core/package.json tests with @torchrelay/testing, which is not below @torchrelay/core.',
  ]);
});

it('lets the tests of local() use the conformance suite, but not local() itself', () => {
  const conformance = { '@torchrelay/testing': 'workspace:^' };
  const name = '@torchrelay/local';
  const testing = repository({ manifest: { name, devDependencies: conformance } });
  const shipping = repository({ manifest: { name, dependencies: conformance } });
  expect(dependencyDirections(testing)).toEqual([]);
  expect(dependencyDirections(shipping)).toHaveLength(1);
});

it('asks a new package for its place', () => {
  expect(dependencyDirections(repository({ manifest: { name: '@torchrelay/abacus' } }))).toEqual([
    '@torchrelay/abacus (packages/core) has no place in tools/checks/repository/layers.ts.',
  ]);
});

it.each([
  [
    "import { x } from '@torchrelay/torchscript/src/zip.ts';",
    'which @torchrelay/torchscript does not export',
  ],
  [
    "export * from '@torchrelay/torchscript/dist/index.js';",
    'which @torchrelay/torchscript does not export',
  ],
  [
    "const x = await import('@torchrelay/local');",
    'which packages/core/package.json does not list',
  ],
  ["import '../../torchscript/src/index.ts';", 'which is outside of packages/core'],
])('refuses the import: %s', (line, reason) => {
  const [problem = '', ...others] = sourceImports(
    repository({ files: { 'packages/core/src/index.ts': line } }),
  );
  expect(others).toEqual([]);
  expect(problem).toMatch(/^packages\/core\/src\/index\.ts imports '/);
  expect(problem).toContain(reason);
});

it('lets a package name itself as its users do, by what it exports', () => {
  const naming = (specifier: string) => ({
    'packages/core/src/index.ts': `import '${specifier}';`,
  });
  expect(sourceImports(repository({ files: naming('@torchrelay/core') }))).toEqual([]);
  expect(sourceImports(repository({ files: naming('@torchrelay/core/src/plan.ts') }))).toHaveLength(
    1,
  );
});

it('refuses in the source what only tests may use', () => {
  const manifest = {
    dependencies: {},
    devDependencies: { '@torchrelay/torchscript': 'workspace:^' },
  };
  const line = "import { read } from '@torchrelay/torchscript';";
  const inSource = repository({ manifest, files: { 'packages/core/src/index.ts': line } });
  const inTests = repository({
    manifest,
    files: {
      'packages/core/src/index.ts': '',
      'packages/core/src/index.test.ts': line,
      'packages/core/src/test-support/reader.ts': line,
    },
  });
  expect(sourceImports(inSource)).toEqual([
    "packages/core/src/index.ts imports '@torchrelay/torchscript', which is a dependency of its tests only.",
  ]);
  expect(sourceImports(inTests)).toEqual([]);
});

it.each([
  ['packages/core/README.md', 'packages/core has no README.md.'],
  ['packages/core/src/index.ts', 'packages/core has no src/index.ts.'],
  ['LICENSE', 'There is no LICENSE at the root, which every package ships.'],
])('misses %s', (file, problem) => {
  expect(packageShape(repository({ without: [file] }))).toEqual([problem]);
});

it('wants a README to begin with the name that npm knows', () => {
  const files = { 'packages/core/README.md': '# The core\n' };
  expect(packageShape(repository({ files }))).toEqual([
    'packages/core/README.md does not begin with # @torchrelay/core.',
  ]);
});

it('wants every package under the same licence', () => {
  expect(packageShape(repository({ manifest: { license: 'UNLICENSED' } }))).toEqual([
    'packages/core/package.json does not name the licence, Apache-2.0.',
  ]);
});

it('holds published exports against those of the source', () => {
  const forgotten = { exports: { './package.json': './package.json' } };
  const leaking = core.exports === undefined ? {} : { exports: core.exports };
  const problem =
    'packages/core/package.json: publishConfig.exports is not exports without its torchrelay-source conditions.';
  expect(publishedExports(repository({ manifest: { publishConfig: forgotten } }))).toEqual([
    problem,
  ]);
  expect(publishedExports(repository({ manifest: { publishConfig: leaking } }))).toEqual([problem]);
});

it('finds a registry named in any text', () => {
  const host = ['pypi', 'org'].join('.');
  const files = { 'packages/core/.npmrc': `index = https://${host}/simple`, 'model.pt': host };
  expect(registryHosts(repository({ files }))).toEqual([
    `packages/core/.npmrc names the package registry ${host}.`,
  ]);
});

it('asks for the reason of each dependency that users install', () => {
  const dependencies = {
    'tar-stream': '^3.2.2',
    'left-pad': '^1.0.0',
    '@torchrelay/torchscript': 'workspace:^',
  };
  expect(documentedDependencies(repository({ manifest: { dependencies } }))).toEqual([
    'packages/core depends on left-pad, and docs/architecture.md does not say why.',
  ]);
  const without = ['docs/architecture.md'];
  expect(documentedDependencies(repository({ manifest: { dependencies }, without }))).toHaveLength(
    2,
  );
});

it('asks no reason for what is not published', () => {
  const manifest = { private: true, dependencies: { 'left-pad': '^1.0.0' } };
  expect(documentedDependencies(repository({ manifest }))).toEqual([]);
});
