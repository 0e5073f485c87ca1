import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { modelPackage } from '../__fixtures__/model-packages.ts';
import { isForkServer, parentOf } from '../__fixtures__/process-facts.ts';
import { servingPython } from '../__fixtures__/serving-python.ts';
import { float32, numbersOf, someNumbers } from '../__fixtures__/tensors.ts';
import { isAlive, waitUntil, waitUntilGone } from '../__fixtures__/wait-until.ts';
import { readPackage } from '../package/served-package.ts';
import type { ForkServerEvent } from './fork-server.ts';
import { loadModel } from './load-model.ts';
import { startWorker, type StartWorkerOptions, type WorkerProcess } from './worker-process.ts';
import { createWorkerSource, type WorkerSource } from './worker-source.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const folder = mkdtempSync(join(tmpdir(), 'torchrelay-test-'));
const home = join(folder, 'home');
mkdirSync(home);
const started: WorkerProcess[] = [];
const isForking = process.platform === 'linux' && process.arch === 'x64';
const events: ForkServerEvent[] = [];
const source = createWorkerSource({ onEvent: (event) => events.push(event) });

afterEach(async () => {
  started.forEach(({ kill }) => kill());
  await Promise.all(started.splice(0).map(({ ended }) => ended));
});
afterAll(async () => {
  await source.rest();
  rmSync(folder, { recursive: true });
});

async function start({
  from: { make } = source,
  ...options
}: Partial<StartWorkerOptions> & { from?: WorkerSource } = {}): Promise<WorkerProcess> {
  const worker = await startWorker({ python: servingPython(), home, threads: 1, make, ...options });
  started.push(worker);
  return worker;
}

async function load(worker: WorkerProcess, model: string): Promise<void> {
  const served = await readPackage({ directory: modelPackage(model) });
  const settings = { device: 'cpu', strict: true, warmUp: true, mayWriteFiles: true };
  await loadModel({ worker, model: { ...served, ...settings } });
}

const INPUTS = [float32('x', [3, 4], someNumbers(12))];

async function answerOf(worker: WorkerProcess): Promise<readonly (readonly unknown[])[]> {
  const { tensors } = await worker.request({ type: 'infer', tensors: INPUTS });
  return tensors.map(numbersOf);
}

function startedBy({ pid }: WorkerProcess): number {
  const parent = parentOf(pid);
  if (parent === undefined) throw new Error(`Worker ${pid} has ended.`);
  return parent;
}

function childrenOf(pid: number): readonly number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return children.trim().split(' ').filter(Boolean).map(Number);
}

function script(name: string, lines: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, ['#!/bin/sh', ...lines].join('\n'), { mode: 0o755 });
  return path;
}

/** A virtual environment that finds what lies in these folders, and runs these lines at the start of each Python. */
function environment(
  name: string,
  { folders, lines = [] }: { folders: readonly string[]; lines?: readonly string[] },
): string {
  const path = join(folder, name);
  execFileSync(servingPython(), ['-m', 'venv', '--without-pip', path]);
  const [version = ''] = readdirSync(join(path, 'lib'));
  const packages = join(path, 'lib', version, 'site-packages');
  writeFileSync(join(packages, 'test.pth'), [...folders, 'import at_start'].join('\n'));
  writeFileSync(join(packages, 'at_start.py'), lines.join('\n'));
  return join(path, 'bin', 'python');
}

function sitePackages(): string {
  const program =
    'import importlib.util; print(*importlib.util.find_spec("torch").submodule_search_locations)';
  return join(
    execFileSync(servingPython(), ['-I', '-c', program], { encoding: 'utf8' }).trim(),
    '..',
  );
}

/** PyTorch, of which one file is a copy that may be changed. */
function changeableTorch(): { readonly site: string; readonly versionFile: string } {
  const site = join(folder, 'site');
  const torch = join(sitePackages(), 'torch');
  mkdirSync(join(site, 'torch'), { recursive: true });
  for (const name of readdirSync(torch)) {
    if (name === 'version.py') cpSync(join(torch, name), join(site, 'torch', name));
    else symlinkSync(join(torch, name), join(site, 'torch', name));
  }
  return { site, versionFile: join(site, 'torch', 'version.py') };
}

describe.runIf(isForking)('the workers of a server', () => {
  test('come from one process that has imported PyTorch, and answer as one of their own does', async () => {
    const workers = await Promise.all([start(), start()]);
    const own = await start({ from: createWorkerSource({ arch: 'arm64' }) });
    expect(new Set(workers.map(startedBy)).size).toBe(1);
    expect(workers.map(startedBy)).not.toContain(process.pid);
    expect(startedBy(own)).toBe(process.pid);

    const answers = await Promise.all(
      [...workers, own].map(async (worker) => {
        await load(worker, 'mlp');
        return answerOf(worker);
      }),
    );
    expect(answers[0]).toEqual(answers[2]);
    expect(answers[1]).toEqual(answers[2]);
  });

  test('hold nothing of each other, and have the place and the limits of one of their own', async () => {
    const [worker] = await Promise.all([start(), start(), start()]);
    const { pid } = worker;
    const open = readdirSync(`/proc/${pid}/fd`).map((name) =>
      readlinkSync(`/proc/${pid}/fd/${name}`),
    );
    const sockets = open.filter((target) => target.startsWith('socket:'));
    // Its connection, its output, its error output.
    expect(new Set(sockets).size).toBe(3);
    expect(open.filter((target) => !target.startsWith('socket:'))).toEqual(['/dev/null']);
    expect(readlinkSync(`/proc/${pid}/cwd`)).toBe(home);
    expect(readFileSync(`/proc/${pid}/limits`, 'utf8')).toMatch(/Max file size +unlimited/);
    await load(worker, 'mlp');
    expect(readFileSync(`/proc/${pid}/limits`, 'utf8')).toMatch(/Max core file size +0 +0/);
  });

  test('end one by one, and say how', async () => {
    const printed: string[] = [];
    const [first, second] = await Promise.all([
      start({ onOutput: (line) => printed.push(line) }),
      start(),
    ]);
    process.kill(first.pid, 'SIGSEGV');
    expect(await first.ended).toMatchObject({ exitCode: null, signal: 'SIGSEGV' });
    await load(second, 'mlp');
    expect(await answerOf(second)).toHaveLength(1);
    second.hangUp();
    expect(await second.ended).toMatchObject({ exitCode: 0, signal: null, lastLines: [] });
  });

  test('are as many as there are to be: one process after the other makes them', async () => {
    const first = await start().then(startedBy);
    const workers: WorkerProcess[] = [];
    while (workers.length < 9 && workers.every((worker) => startedBy(worker) === first))
      workers.push(await start());
    const next = workers.map(startedBy).at(-1);
    expect(next).not.toBe(first);
    // The first goes with the last of its workers.
    [...started.splice(0), ...workers].forEach(({ kill }) => kill());
    await waitUntilGone([first]);
    expect(await start().then(startedBy)).toBe(next);
  });

  test('go on without the process that they come from, and end when they are told', async () => {
    const worker = await start();
    await load(worker, 'mlp');
    const before = await answerOf(worker);
    const parent = startedBy(worker);
    process.kill(parent, 'SIGKILL');
    await waitUntil(() => events.length > 0);
    expect(events).toEqual([
      { event: 'fork-server-lost', end: { exitCode: null, signal: 'SIGKILL', lastLines: [] } },
    ]);
    expect(await answerOf(worker)).toEqual(before);
    expect(await start().then(startedBy)).not.toBe(parent);
    worker.kill();
    expect(await worker.ended).toMatchObject({ exitCode: null, signal: null });
    await waitUntilGone([worker.pid]);
  });

  test('end also where the process that they come from stands still, or is gone and they do', async () => {
    const [first, second] = await Promise.all([start(), start()]);
    const parent = startedBy(first);
    process.kill(parent, 'SIGSTOP');
    first.kill();
    expect(await first.ended).toMatchObject({ exitCode: null, signal: null });
    process.kill(second.pid, 'SIGSTOP');
    process.kill(parent, 'SIGKILL');
    second.kill();
    expect(await second.ended).toMatchObject({ exitCode: null, signal: null });
    await waitUntilGone([first.pid, second.pid, parent]);
  });

  test('leave nothing when their server rests, also where one is being forked', async () => {
    const before = await start();
    const parent = startedBy(before);
    before.kill();
    await before.ended;
    const pending = start();
    const resting = source.rest();
    await expect(pending).rejects.toMatchObject({ code: 'WORKER_START_FAILED' });
    await resting;
    expect([before.pid, parent].filter(isAlive)).toEqual([]);
    expect(childrenOf(process.pid).filter(isForkServer)).toEqual([]);
  });

  test('are not waited for by who gives up while PyTorch is imported', async () => {
    const abort = new AbortController();
    const starting = start({ abortSignal: abort.signal });
    abort.abort(new Error('enough'));
    await expect(starting).rejects.toThrow('enough');
    const other = await start();
    // The one that came too late is gone.
    await waitUntil(() => childrenOf(startedBy(other)).join() === String(other.pid));
  });

  test('have the PyTorch that is installed when they start', async () => {
    const from = createWorkerSource();
    const { site, versionFile } = changeableTorch();
    const python = environment('changed', { folders: [site, sitePackages()] });
    const before = await start({ from, python });
    utimesSync(versionFile, new Date(), new Date());
    const after = await start({ from, python });
    expect([process.pid, startedBy(before)]).not.toContain(startedBy(after));
    expect(await start({ from, python }).then(startedBy)).toBe(startedBy(after));
    await from.rest();
  });

  test.each([
    {
      because: 'threads',
      lines: [
        'import threading, time',
        'threading.Thread(target=time.sleep, args=(600,), daemon=True).start()',
      ],
    },
    {
      because: 'no-mkl',
      lines: ['import torch', 'torch.backends.mkl.is_available = lambda: False'],
    },
  ])(
    'are each a Python of its own where forking is refused: $because',
    async ({ because, lines }) => {
      const told: ForkServerEvent[] = [];
      const from = createWorkerSource({ onEvent: (event) => told.push(event) });
      const python = environment(because, { folders: [sitePackages()], lines });
      expect(await start({ from, python }).then(startedBy)).toBe(process.pid);
      expect(told).toEqual([{ event: 'fork-refused', because }]);
      await from.rest();
    },
  );

  test('can be started again where the system had no room for one', async () => {
    const from = createWorkerSource();
    const lines = [
      'import errno, os',
      'fork = os.fork',
      'def fail_once():',
      '    os.fork = fork',
      '    raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))',
      'os.fork = fail_once',
    ];
    const python = environment('full', { folders: [sitePackages()], lines });
    await expect(start({ from, python })).rejects.toMatchObject({
      code: 'WORKER_START_FAILED',
      recovery: 'retry',
      message: 'The Python worker did not start: Resource temporarily unavailable.',
    });
    expect(await start({ from, python }).then(startedBy)).not.toBe(process.pid);
    await from.rest();
  });
});

describe('a worker that cannot be made', () => {
  test('for want of open files is no end of the server', async () => {
    const program = [
      `import { createWorkerSource } from ${JSON.stringify(join(import.meta.dirname, 'worker-source.ts'))};`,
      `const options = { python: ${JSON.stringify(servingPython())}, home: ${JSON.stringify(home)}, threads: 1 };`,
      'await createWorkerSource().make(options).catch((error) => console.log(error.message));',
    ];
    const node = [process.execPath, '--conditions=torchrelay-source', '--input-type=module'];
    const limited = ['-c', 'ulimit -n 60; exec "$@"', 'sh', ...node, '-e', program.join('\n')];
    expect(execFileSync('/bin/sh', limited, { encoding: 'utf8' })).toBe(
      'The Python worker did not start: this process has too many files open.\n',
    );
  });

  test.each([
    {
      why: 'PyTorch cannot be imported',
      python: () =>
        script('broken', ['echo "ImportError: libgomp.so.1: no such file" >&2', 'exit 3']),
      message: 'The Python worker did not start: exit code 3.',
      hint: 'Its last words: ImportError: libgomp.so.1: no such file',
    },
    {
      why: 'there is no Python',
      python: () => '/nowhere/python',
      message: 'The Python worker did not start: it cannot be run.',
      hint: undefined,
    },
    {
      why: 'it is something else',
      python: () => script('other', ['echo no message of ours >&3', 'exec sleep 60']),
      message: 'The Python worker did not start: SIGKILL.',
      hint: undefined,
    },
  ])('says why: $why', async ({ python, message, hint }) => {
    const from = createWorkerSource();
    const starting = start({ from, python: python() });
    const error: unknown = await starting.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'WORKER_START_FAILED', recovery: 'retry', message, hint });
  });
});
