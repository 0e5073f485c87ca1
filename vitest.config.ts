import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';

const repository = import.meta.dirname;

/**
 * Packages import each other's source, so no build is needed before the tests. Not `module`, which is for bundlers:
 * Node gets these conditions too, and would load files of AWS's SDK that only a bundler can read.
 */
const conditions = ['torchrelay-source', 'node', 'development|production'];

/** `npm test` names it; a bare `vitest` finds what the set-up built. */
const servingPython = [
  process.env['TORCHRELAY_PYTHON'],
  join(repository, '.python/serving/bin/python'),
].find((python) => python && existsSync(python));

/** Their tests touch nothing that the next file sees, so that a process does for many: a fifth less of their time. */
const shareProcesses = new Set([
  'core',
  'torchscript',
  'aws',
  'azure',
  'cli',
  'tools',
  'stand-ins',
  'testing',
]);

const project = ({ name, root }: { name: string; root: string }): TestProjectConfiguration => ({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ['torchrelay-source', 'node'] } },
  test: {
    name,
    root: join(repository, root),
    isolate: !shareProcesses.has(name),
    env: {
      // Nothing that a test remembers may meet what the user's own runs remember.
      XDG_CACHE_HOME: join(repository, '.cache/tests'),
      ...(servingPython !== undefined && { TORCHRELAY_PYTHON: servingPython }),
    },
    // Real tools, real PyTorch, and machines with two slow cores.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 20_000 } },
    include: ['**/*.test.{ts,js}'],
    exclude: ['**/node_modules/**', 'dist/**'],
  },
});

const packages = readdirSync(join(repository, 'packages')).filter((name) =>
  existsSync(join(repository, 'packages', name, 'package.json')),
);

export default defineConfig({
  test: {
    passWithNoTests: true,
    // By default one fewer than there are cores: of two, that leaves one idle while a server or PyTorch is waited for.
    // Three keep both of them at work, to nine tenths; a fourth takes what it gives.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    projects: [
      ...packages.map((name) => project({ name, root: `packages/${name}` })),
      project({ name: 'site', root: 'site' }),
      project({ name: 'stand-ins', root: 'stand-ins' }),
      project({ name: 'e2e', root: 'e2e' }),
      project({ name: 'examples', root: 'examples' }),
      project({ name: 'tools', root: 'tools' }),
    ],
  },
});
