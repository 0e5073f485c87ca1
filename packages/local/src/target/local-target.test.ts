import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { testTarget } from '@torchrelay/testing';
import { afterAll, describe, expect, test, vi } from 'vitest';

import { filesUnder, processesWith } from '../__fixtures__/left-behind.ts';
import { servingPython } from '../__fixtures__/serving-python.ts';
import { waitUntil } from '../__fixtures__/wait-until.ts';
import { writeServerFile } from '../server/server-file.ts';
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
    crashEvery: 110,
  });
});

describe('a server that was killed', () => {
  const home = mkdtempSync(join(tmpdir(), 'torchrelay-local-'));
  afterAll(() => rmSync(home, { recursive: true, force: true }));
  const { serving } = local({ home, detached: true });

  test('leaves nothing once its name is destroyed, wherever it was', async () => {
    const runtimeDirectory = join(home, 'servers', 'killed');
    const privateDirectory = mkdtempSync(join(tmpdir(), 'torchrelay-test-'));
    mkdirSync(runtimeDirectory, { recursive: true });
    writeServerFile({
      runtimeDirectory,
      file: {
        formatVersion: 1,
        pid: process.pid,
        startTime: 'another',
        port: 1,
        controlSocket: join(privateDirectory, 'control.sock'),
        privateDirectory,
        mode: 'detached',
        deployments: [],
      },
    });
    const live = await serving?.doObserve('killed', {});
    const [step] = serving?.plan(undefined, live) ?? [];
    expect(step).toMatchObject({ action: 'delete', kind: 'server' });
    if (step !== undefined) await serving?.doStep(step, { inputs: { name: 'killed' } });
    expect([runtimeDirectory, privateDirectory].filter((path) => existsSync(path))).toEqual([]);
  });

  test('in the middle of an answer is told as one that cannot be reached', async () => {
    await using dying = createServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf', () => socket.destroy());
    }).listen(0, '127.0.0.1');
    await once(dying, 'listening');
    const url = `http://127.0.0.1:${(dying.address() as AddressInfo).port}`;
    const request = {
      name: 'killed',
      address: { url },
      method: 'GET',
      path: '/',
      headers: {},
    } as const;
    await expect(serving?.doInvoke(request, {})).rejects.toMatchObject({
      code: 'SERVER_UNREACHABLE',
      recovery: 'retry',
      effect: 'unknown',
    });
  });
});

/** As if its time were over: the server ends by itself, at once. */
async function endNow(runtimeDirectory: string): Promise<void> {
  const server = findServer({ runtimeDirectory });
  await server?.control.setExpiry(Date.now() - 1);
  await waitUntil(() => findServer({ runtimeDirectory }) === undefined);
}
