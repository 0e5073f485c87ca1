import { describe, expect, test } from 'vitest';
import { type Machine, planWorkers } from './worker-plan.ts';

const GIB = 1024 ** 3;
const machine: Machine = { cores: 8, freeMemory: 64 * GIB, cudaDevices: [] };
const request = { id: 'a', packageDirectory: '/package' };

function plan(
  changes: { request?: object; machine?: Partial<Machine>; modelBytes?: number } = {},
): ReturnType<typeof planWorkers> {
  return planWorkers({
    request: { ...request, ...changes.request },
    modelBytes: changes.modelBytes ?? 1000,
    machine: { ...machine, ...changes.machine },
  });
}

describe('without a GPU there is', () => {
  test('a worker per core, at most four, and they share the cores', () => {
    expect(plan()).toMatchObject({ workers: [{}, {}, {}, {}], threads: 2 });
    expect(plan({ machine: { cores: 2 } })).toMatchObject({ workers: [{}, {}], threads: 1 });
  });

  test('no worker whose copy of the weights would not fit', () => {
    expect(plan({ modelBytes: 10 * GIB }).workers).toHaveLength(3);
    expect(plan({ modelBytes: 100 * GIB }).workers).toHaveLength(1);
  });

  test('a call that is alone with all cores, unless the threads are given, and no more than 16', () => {
    expect(plan()).toMatchObject({ loneThreads: 8 });
    expect(plan({ request: { threads: 2 } })).toMatchObject({ threads: 2, loneThreads: 2 });
    expect(plan({ machine: { cores: 64 } })).toMatchObject({ threads: 16, loneThreads: 16 });
  });

  test('as many as asked for', () => {
    expect(plan({ request: { workers: 6 } })).toMatchObject({ workers: { length: 6 }, threads: 1 });
    expect(plan({ request: { workers: 1, threads: 3 } })).toMatchObject({
      workers: [{}],
      threads: 3,
    });
  });
});

describe('with GPUs there is', () => {
  const cudaDevices = ['0', '1'];

  test('a worker for each', () => {
    expect(plan({ machine: { cudaDevices } }).workers).toEqual([
      { cudaDevice: '0' },
      { cudaDevice: '1' },
    ]);
  });

  test('more than one for each where asked, evenly', () => {
    const devices = plan({ machine: { cudaDevices }, request: { workers: 3 } }).workers.map(
      ({ cudaDevice }) => cudaDevice,
    );
    expect(devices).toEqual(['0', '1', '0']);
  });

  test('none on them where the CPU is asked for', () => {
    expect(
      plan({ machine: { cudaDevices }, request: { device: 'cpu', workers: 1 } }).workers,
    ).toEqual([{}]);
  });
});

test('a GPU that is asked for and not there is an error', () => {
  expect(() => plan({ request: { device: 'cuda' } })).toThrow(
    expect.objectContaining({ code: 'NO_GPU' }),
  );
});

test('what is left open is set as the serving engine has it: strict, no delay', () => {
  expect(plan()).toMatchObject({
    strict: true,
    queueDelayInMs: 0,
    maxQueueLength: 256,
    timeLimitInMs: 60_000,
  });
});
