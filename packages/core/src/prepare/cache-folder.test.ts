import { expect, test } from 'vitest';

import { cacheFolder } from './cache-folder.ts';

test.each([
  ['linux', {}, '/home/ada/.cache/torchrelay'],
  ['linux', { XDG_CACHE_HOME: '/fast' }, '/fast/torchrelay'],
  ['linux', { XDG_CACHE_HOME: '' }, '/home/ada/.cache/torchrelay'],
  ['darwin', {}, '/home/ada/Library/Caches/torchrelay'],
  ['darwin', { XDG_CACHE_HOME: '/fast' }, '/fast/torchrelay'],
] as const)('on %s with %j it is %s', (platform, environment, expected) => {
  expect(cacheFolder({ platform, environment, home: '/home/ada' })).toBe(expected);
});

test('on Windows it is in the local application data', () => {
  const given = {
    platform: 'win32',
    environment: { LOCALAPPDATA: 'C:\\Local' },
    home: 'C:\\Ada',
  } as const;
  expect(cacheFolder(given)).toContain('C:\\Local');
  expect(cacheFolder({ ...given, environment: {} })).toContain('AppData');
});
