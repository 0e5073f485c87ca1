import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { testTarget } from '@torchrelay/testing';
import { afterAll, describe, test, vi } from 'vitest';

import { filesUnder, processesWith } from '../__fixtures__/left-behind.ts';
import { servingPython } from '../__fixtures__/serving-python.ts';
import { waitUntil } from '../__fixtures__/wait-until.ts';
import { findServer } from '../server/spawn-server.ts';
import { local } from './local-target.ts';

// Each deployment starts processes that import PyTorch.
vi.setConfig({ testTimeout: 300_000 });

describe('local()', () => {
  const home = mkdtempSync(join(tmpdir(), 'torchrelay-local-'));
  afterAll(() => rmSync(home, { recursive: true, force: true }));
  testTarget({
    test,
    createTarget: () => local({ home, detached: true, python: servingPython(), workers: 1 }),
    audit: async () => [...filesUnder(home), ...processesWith(home)],
    // Long enough for a busy machine: a lease that ends while its holder starves would be a test of the machine.
    timing: { leaseInMs: 500, firstRetryInMs: 100 },
    platform: { expire: (name) => endNow(join(home, 'servers', name)) },
    // One deployment takes seconds: a sample of the places to be killed at.
    crashEvery: 75,
  });
});

/** As if its time were over: the server ends by itself, at once. */
async function endNow(runtimeDirectory: string): Promise<void> {
  const server = findServer({ runtimeDirectory });
  await server?.control.setExpiry(Date.now() - 1);
  await waitUntil(() => findServer({ runtimeDirectory }) === undefined);
}
