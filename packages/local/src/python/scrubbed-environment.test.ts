import { expect, test } from 'vitest';
import { scrubbedEnvironment } from './scrubbed-environment.ts';

test('nothing but the search path is inherited', () => {
  const environment = {
    PATH: '/usr/bin',
    HOME: '/me',
    AWS_SECRET_ACCESS_KEY: 'x',
    PYTHONPATH: '/',
  };
  expect(scrubbedEnvironment({ home: '/empty', threads: 2, environment })).toEqual({
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

test('the driver is found where the system has it, and GPUs are counted as the user counts them', () => {
  const environment = { LD_LIBRARY_PATH: '/driver', CUDA_DEVICE_ORDER: 'PCI_BUS_ID' };
  expect(scrubbedEnvironment({ home: '/empty', cudaDevice: '1', environment })).toMatchObject({
    LD_LIBRARY_PATH: '/driver',
    CUDA_DEVICE_ORDER: 'PCI_BUS_ID',
    CUDA_VISIBLE_DEVICES: '1',
  });
  const without = scrubbedEnvironment({ home: '/empty', environment: { LD_LIBRARY_PATH: '' } });
  expect(without).not.toHaveProperty('LD_LIBRARY_PATH');
});

test('without a number of threads PyTorch decides', () => {
  expect(scrubbedEnvironment({ home: '/empty' })).not.toHaveProperty('OMP_NUM_THREADS');
});
