import { expect, test } from 'vitest';
import { scrubbedEnvironment } from './scrubbed-environment.ts';

test('nothing but the search path is inherited', () => {
  expect(scrubbedEnvironment({ home: '/empty', threads: 2, path: '/usr/bin' })).toEqual({
    PATH: '/usr/bin',
    HOME: '/empty',
    TMPDIR: '/empty',
    LANG: 'C.UTF-8',
    OMP_NUM_THREADS: '2',
    MKL_NUM_THREADS: '2',
    OMP_WAIT_POLICY: 'passive',
    CUDA_VISIBLE_DEVICES: '',
  });
});

test('a worker sees the one GPU that it is given', () => {
  expect(scrubbedEnvironment({ home: '/empty', cudaDevice: '3' })).toMatchObject({
    CUDA_VISIBLE_DEVICES: '3',
  });
});

test('without a number of threads PyTorch decides', () => {
  expect(scrubbedEnvironment({ home: '/empty' })).not.toHaveProperty('OMP_NUM_THREADS');
});
