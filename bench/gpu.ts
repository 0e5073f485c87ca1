/**
 * The local server on a machine with GPUs: what only shows there, then the tests, the bench and a short soak.
 *   TORCHRELAY_PYTHON=<a Python whose PyTorch has CUDA> node --conditions=torchrelay-source bench/gpu.ts
 * Not run on a GPU yet: it was written where there is none. `--device cpu` tries the script itself; then those of
 * its checks fail that only a GPU can pass.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkOnGpu } from './gpu/checks.ts';
import { servingPython } from './serve/python.ts';

const { values } = parseArgs({ options: { device: { type: 'string', default: 'cuda' } } });
const device = values.device === 'cpu' ? 'cpu' : 'cuda';
const count = 'import torch; print(torch.cuda.device_count() if torch.cuda.is_available() else 0)';
const gpus = Number(execFileSync(servingPython, ['-c', count], { encoding: 'utf8' }));
if (gpus === 0 && device === 'cuda') {
  console.error(
    `The PyTorch of ${servingPython} sees no GPU. Set TORCHRELAY_PYTHON to one that does.`,
  );
  process.exit(2);
}

const folder = await mkdtemp(join(tmpdir(), 'torchrelay-gpu-'));
let isAllWell = true;
try {
  const model = join(folder, 'model.pt');
  execFileSync(servingPython, ['-W', 'ignore', join(import.meta.dirname, 'gpu/model.py'), model]);
  for await (const { name, problem } of checkOnGpu({ model, folder, device, gpus })) {
    console.log(
      `${problem === undefined ? 'ok  ' : 'FAIL'} ${name}${problem === undefined ? '' : `: ${problem}`}`,
    );
    isAllWell &&= problem === undefined;
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

const node = [process.execPath, '--conditions=torchrelay-source'];
const programs = [
  ['vitest', 'run', '--project', 'local'],
  [...node, 'bench/serve/main.ts', '--quick'],
  [...node, 'bench/soak.ts', '--seconds', '60'],
];
for (const [program = '', ...parameters] of device === 'cuda' ? programs : []) {
  console.log(`\n${[program, ...parameters].join(' ')}`);
  try {
    execFileSync(program, parameters, { cwd: join(import.meta.dirname, '..'), stdio: 'inherit' });
  } catch {
    // It has said why.
    isAllWell = false;
  }
}
process.exitCode = isAllWell ? 0 : 1;
