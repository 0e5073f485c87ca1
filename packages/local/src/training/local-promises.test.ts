import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { testTraining } from '@torchrelay/testing';
import { afterAll, describe, test, vi } from 'vitest';

import { filesUnder, processesWith } from '../__fixtures__/left-behind.ts';
import { servingPython } from '../__fixtures__/serving-python.ts';
import { local } from '../target/local-target.ts';
import { endNode } from './__fixtures__/end-node.ts';

// Each job starts processes that import PyTorch.
vi.setConfig({ testTimeout: 120_000 });

describe('local()', () => {
  const home = mkdtempSync(join(tmpdir(), 'torchrelay-local-'));
  afterAll(() => rmSync(home, { recursive: true, force: true }));
  testTraining({
    test,
    createTarget: () => local({ home, detached: true, python: servingPython(), device: 'cpu' }),
    audit: async () => [...filesUnder(home), ...processesWith(home)],
    interrupt: (run) => endNode({ home, run }),
  });
});
