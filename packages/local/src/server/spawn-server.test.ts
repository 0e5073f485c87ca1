import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { modelPackage } from '../__fixtures__/model-packages.ts';
import { withForkServers } from '../__fixtures__/process-facts.ts';
import { servingPython } from '../__fixtures__/serving-python.ts';
import { float32, numbersOf } from '../__fixtures__/tensors.ts';
import { NOTHING, outputsOf, startTestServer } from '../__fixtures__/test-server.ts';
import { isAlive, waitUntil, waitUntilGone } from '../__fixtures__/wait-until.ts';
import { readServerFile, type ServerFile } from './server-file.ts';
import { findServer, type LocalServer, spawnServer } from './spawn-server.ts';

vi.setConfig({ testTimeout: 60_000 });

let runtimeDirectory: string;
beforeEach(() => {
  runtimeDirectory = mkdtempSync(join(tmpdir(), 'torchrelay-test-'));
});
afterEach(() => rmSync(runtimeDirectory, { recursive: true, force: true }));

const spawnHere = (): Promise<LocalServer> =>
  spawnServer({ runtimeDirectory, python: servingPython() });
const filesOf = (directory: string): string[] =>
  readdirSync(directory).filter((name) => !name.endsWith('.log'));

async function endOf({ file }: LocalServer, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  process.kill(file.pid, signal);
  await waitUntilGone([file.pid]);
}

/** Another program with a server of its own. */
function startParent(mode: 'attached' | 'detached' | 'leaves'): ChildProcess {
  const script = join(import.meta.dirname, '..', '__fixtures__', 'parent.ts');
  return spawn(
    process.execPath,
    [
      '--conditions=torchrelay-source',
      script,
      runtimeDirectory,
      servingPython(),
      mode,
      modelPackage('slow'),
    ],
    { stdio: 'inherit' },
  );
}

/** The server that the other program has started, with the process ids of its workers. */
async function serverOfParent(): Promise<{
  file: ServerFile;
  server: LocalServer;
  workerPids: readonly number[];
}> {
  const server = await waitUntil(() => findServer({ runtimeDirectory }));
  const workerPids = await waitUntil(async () => {
    const [deployment] = (await server.control.state()).deployments;
    return deployment?.state === 'ready' && deployment.workerPids;
  });
  return { file: server.file, server, workerPids };
}

describe('a server', () => {
  test('is found by its file, which says where it is', async () => {
    const server = await spawnHere();
    expect(findServer({ runtimeDirectory })?.file).toEqual(server.file);
    expect(server.url).toBe(`http://127.0.0.1:${server.file.port}`);
    expect(await server.control.state()).toMatchObject({
      pid: server.file.pid,
      port: server.file.port,
      deployments: [],
    });
    await endOf(server);
  });

  test('is one for each directory, whoever starts it and however many at once', async () => {
    const servers = await Promise.all(Array.from({ length: 4 }, spawnHere));
    expect(new Set(servers.map(({ file }) => file.pid)).size).toBe(1);
    expect((await spawnHere()).file).toEqual(servers[0]?.file);
    if (servers[0] !== undefined) await endOf(servers[0]);
    expect(filesOf(runtimeDirectory)).toEqual([]);
  });

  test('can be controlled by its owner only, through a path that is short enough', async () => {
    const server = await spawnHere();
    const { controlSocket, privateDirectory } = server.file;
    expect(statSync(controlSocket).mode & 0o777).toBe(0o600);
    expect(statSync(privateDirectory).mode & 0o777).toBe(0o700);
    expect(statSync(join(runtimeDirectory, 'server.json')).mode & 0o777).toBe(0o600);
    expect(controlSocket.length).toBeLessThan(100);
    await endOf(server);
    expect(existsSync(privateDirectory)).toBe(false);
  });

  test('takes the port that is asked for, and says so when it is taken', async () => {
    const server = await spawnHere();
    const other = mkdtempSync(join(tmpdir(), 'torchrelay-test-'));
    const error = await spawnServer({
      runtimeDirectory: other,
      python: servingPython(),
      port: server.file.port,
    }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'PORT_TAKEN',
      message: `Port ${server.file.port} on 127.0.0.1 is taken.`,
      hint: 'Choose another `port`, or leave it out for any that is free.',
    });
    expect(filesOf(other)).toEqual([]);
    rmSync(other, { recursive: true });
    await endOf(server);
  });

  test('that is stopped over its control socket leaves nothing', async () => {
    const server = await spawnHere();
    expect(await server.control.stop()).toEqual({ stopping: true });
    await waitUntilGone([server.file.pid]);
    expect(filesOf(runtimeDirectory)).toEqual([]);
    expect(existsSync(server.file.privateDirectory)).toBe(false);
    await expect(server.control.state()).rejects.toMatchObject({
      code: 'SERVER_UNREACHABLE',
      recovery: 'retry',
    });
  });

  test('is not started without PyTorch', async () => {
    await expect(
      spawnServer({ runtimeDirectory, python: '/nowhere/python' }),
    ).rejects.toMatchObject({ code: 'PYTHON_NOT_FOUND' });
    expect(filesOf(runtimeDirectory)).toEqual([]);
  });

  test('does not start when the wait for it is aborted', async () => {
    const abortSignal = AbortSignal.abort(new Error('enough'));
    await expect(
      spawnServer({ runtimeDirectory, python: servingPython(), abortSignal }),
    ).rejects.toThrow('enough');
    expect(filesOf(runtimeDirectory)).toEqual([]);
  });
});

describe('SIGTERM', () => {
  test('lets the requests end that are there, refuses others, and leaves nothing', async () => {
    const server = await startTestServer();
    const { workerPids } = await server.load('slow', 'slow');
    await server.control.setTraffic('slow');
    const slow = server.infer({ inputs: [float32('x', [1, 1], [30_000])] });
    await waitUntil(async () => (await server.status('slow'))?.running === 1);
    process.kill(server.file.pid, 'SIGTERM');
    expect((await outputsOf(await slow)).map(numbersOf)).toEqual([[30_000]]);
    await waitUntilGone([server.file.pid, ...workerPids]);
    await expect(fetch(`${server.url}/ping`)).rejects.toThrow('fetch failed');
    expect(await server.end()).toEqual(NOTHING);
  });
});

describe('killed with -9', () => {
  test('the server takes its worker with it, also out of a call, and its parent tidies up', async () => {
    const server = await startTestServer();
    const { workerPids } = await server.load('slow', 'slow');
    const pythons = withForkServers(workerPids);
    const endless = server.infer({ inputs: [float32('x', [1, 1], [1e9])], deployment: 'slow' });
    await waitUntil(async () => (await server.status('slow'))?.running === 1);
    process.kill(server.file.pid, 'SIGKILL');
    await expect(endless).rejects.toThrow('fetch failed');
    await waitUntilGone([server.file.pid, ...pythons]);
    await waitUntil(() => !existsSync(server.file.privateDirectory));
    expect(await server.end()).toEqual(NOTHING);
  });

  test('the parent takes its attached server and the workers with it, also out of a call', async () => {
    const parent = startParent('attached');
    const { file, server, workerPids } = await serverOfParent();
    const pythons = withForkServers(workerPids);
    const endless = fetch(`${server.url}/v2/models/model/infer`, {
      method: 'POST',
      body: JSON.stringify({
        inputs: [{ name: 'x', datatype: 'FP32', shape: [1, 1], data: [1e9] }],
      }),
    });
    const failed = endless.catch(String);
    await waitUntil(async () => (await server.control.state()).deployments[0]?.running === 1);
    parent.kill('SIGKILL');
    expect(await failed).toContain('fetch failed');
    await waitUntilGone([file.pid, ...pythons]);
    expect(filesOf(runtimeDirectory)).toEqual([]);
    expect(existsSync(file.privateDirectory)).toBe(false);
  });

  test('the parent leaves its detached server alone; killed itself, it leaves what the next one clears away', async () => {
    const parent = startParent('detached');
    const { file, server, workerPids } = await serverOfParent();
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    expect(await server.control.state()).toMatchObject({ live: 'only' });
    expect([file.pid, ...workerPids].map(isAlive)).toEqual([true, true]);

    const pythons = withForkServers(workerPids);
    process.kill(file.pid, 'SIGKILL');
    await waitUntilGone([file.pid, ...pythons]);
    expect(findServer({ runtimeDirectory })).toBeUndefined();
    expect(readServerFile(runtimeDirectory)).toMatchObject({
      pid: file.pid,
      live: 'only',
      deployments: [{ id: 'only', packageDirectory: modelPackage('slow'), workers: 1, threads: 1 }],
    });
    const next = await spawnHere();
    expect(next.file.pid).not.toBe(file.pid);
    expect(next.file.deployments).toEqual([]);
    expect(existsSync(file.privateDirectory)).toBe(false);
    await endOf(next);
  });
});

test('an attached server keeps no program alive, and ends with it', async () => {
  const parent = startParent('leaves');
  expect(await once(parent, 'exit')).toEqual([0, null]);
  await waitUntil(() => filesOf(runtimeDirectory).length === 0);
  expect(findServer({ runtimeDirectory })).toBeUndefined();
});
