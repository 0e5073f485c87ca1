import { expect, test } from 'vitest';

import { addressed } from './addressed.ts';
import { inOrder } from './in-order.ts';

const packageOf = (name: string, needs: readonly string[] = [], isPrivate = false) => ({
  folder: `packages/${name}`,
  manifest: {
    name,
    version: '1.0.0',
    private: isPrivate,
    dependencies: Object.fromEntries(needs.map((need) => [need, 'workspace:^'])),
  },
});

test('each package is published after those it depends on, and private ones are not', () => {
  const packages = [
    packageOf('command', ['cloud', 'core', 'left-alone']),
    packageOf('cloud', ['core']),
    packageOf('core', ['reader']),
    packageOf('reader'),
    packageOf('stand-ins', [], true),
  ];
  expect(inOrder(packages).map(({ manifest }) => manifest.name)).toEqual([
    'reader',
    'core',
    'cloud',
    'command',
  ]);
});

test('a package tells where its source is', () => {
  const given = {
    manifest: { name: 'core' },
    folder: 'packages/core',
    address: 'https://git.example/a/b',
  };
  expect(addressed(given)).toEqual({
    name: 'core',
    homepage: 'https://git.example/a/b/tree/main/packages/core#readme',
    bugs: 'https://git.example/a/b/issues',
    repository: { type: 'git', url: 'git+https://git.example/a/b.git', directory: 'packages/core' },
  });
});
