import { join } from 'node:path';
import { expect, it } from 'vitest';
import { requireDiskSpace } from './disk-space.js';
import { failureOf } from './test-support/failure-of.ts';
import { temporaryFolder } from './test-support/temporary-folder.ts';

it('lets through what fits, into a folder that does not exist yet', () => {
  const folder = join(temporaryFolder(), 'not', 'yet');
  expect(() => requireDiskSpace({ folder, neededBytes: 1, purpose: 'a byte' })).not.toThrow();
});

it('says before the download that there is too little room, how much there is and how much is needed', async () => {
  const folder = temporaryFolder();
  const neededBytes = 2 ** 60;
  const { message, hint } = await failureOf(() =>
    requireDiskSpace({ folder, neededBytes, purpose: 'the ocean' }),
  );
  expect(message).toMatch(
    new RegExp(
      `^There is too little disk space for the ocean: \\d+ MiB free at ${folder}, 1099511627776 MiB needed\\.$`,
    ),
  );
  expect(hint).toContain('Free some space');
});
