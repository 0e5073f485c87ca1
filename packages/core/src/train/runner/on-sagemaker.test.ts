import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, test } from 'vitest';

import { runnerText } from './run-training.generated.ts';

const folder = mkdtempSync(join(tmpdir(), 'torchrelay-test-'));
writeFileSync(join(folder, 'run_training.py'), runnerText);
afterAll(() => rmSync(folder, { recursive: true }));

/** The value of a Python expression over the runner, which is imported as `r`. */
function evaluate(expression: string): unknown {
  const program = `import json, run_training as r\nfrom pathlib import Path\nprint(json.dumps(${expression}))`;
  const { stdout, stderr, status } = spawnSync(
    process.env['TORCHRELAY_PYTHON'] ?? 'python3',
    ['-c', program],
    {
      cwd: folder,
      encoding: 'utf8',
      env: {
        PATH: process.env['PATH'] ?? '',
        PYTHONDONTWRITEBYTECODE: '1',
        LD_LIBRARY_PATH: '/own',
      },
    },
  );
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

describe('on SageMaker', () => {
  test.each([
    ['older than', 'x86_64 Kernel Module  550.163.01', true],
    ['older, and open, than', 'Open Kernel Module for x86_64  580.95.05', true],
    ['as new as', 'x86_64 Kernel Module  610.12.01', false],
    ['newer than', 'x86_64 Kernel Module  610.13', false],
  ])('a driver that is %s the CUDA libraries has them used: %s', (_, version, isUsed) => {
    const at = mkdtempSync(join(folder, 'cuda-'));
    const driver = join(at, 'version');
    const compat = join(at, 'compat');
    mkdirSync(compat);
    writeFileSync(join(compat, 'libcuda.so.610.12.01'), '');
    symlinkSync('libcuda.so.610.12.01', join(compat, 'libcuda.so.1'));
    writeFileSync(driver, `NVRM version: NVIDIA UNIX ${version}  Tue\nGCC\n`);
    expect(
      evaluate(
        `r.cuda_compatibility(Path(${JSON.stringify(driver)}), Path(${JSON.stringify(compat)}))`,
      ),
    ).toEqual(isUsed ? { LD_LIBRARY_PATH: `${compat}:/own` } : {});
  });

  test('a machine without a driver has nothing changed', () => {
    expect(evaluate("r.cuda_compatibility(Path('/none'), Path('/none'))")).toEqual({});
  });

  test('the interface between nodes is named where there are several', () => {
    const network = (hosts: readonly string[]): unknown =>
      evaluate(
        `r.network_of({"hosts": ${JSON.stringify(hosts)}, "network_interface_name": "eth0"})`,
      );
    expect(network(['algo-1', 'algo-2'])).toEqual({
      NCCL_SOCKET_IFNAME: 'eth0',
      GLOO_SOCKET_IFNAME: 'eth0',
    });
    expect(network(['algo-1'])).toEqual({});
  });

  test('nodes are counted in the order of their numbers', () => {
    const at = mkdtempSync(join(folder, 'ml-'));
    mkdirSync(join(at, 'input', 'config'), { recursive: true });
    for (const channel of ['torchrelay-job', 'torchrelay-code', 'images'])
      mkdirSync(join(at, 'input', 'data', channel), { recursive: true });
    const hosts = Array.from({ length: 11 }, (_, index) => `algo-${index + 1}`).toReversed();
    const config = JSON.stringify({ hosts, current_host: 'algo-10' });
    writeFileSync(join(at, 'input', 'config', 'resourceconfig.json'), config);
    const place = `(__import__('os').environ.update(TORCHRELAY_SAGEMAKER_ROOT=${JSON.stringify(at)}), r.sagemaker_place())[1]`;
    expect(
      evaluate(
        `(lambda p: [p.node, p.master, p.port, list(p.data), str(p.model).startswith(${JSON.stringify(at)})])(${place})`,
      ),
    ).toEqual([9, 'algo-1', 7777, ['images'], false]);
  });
});
