/**
 * How long it takes to learn what a model file holds:
 *   node bench/inspect.ts [runs]
 * ours, against listing the archive alone, against `import torch; torch.jit.load`. Needs the Python of
 * the tests (npm test sets it up), or TORCHRELAY_PYTHON.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { inspect, openFile } from '../packages/torchscript/src/index.ts';
import { defaultLimits } from '../packages/torchscript/src/limits.ts';
import { meter } from '../packages/torchscript/src/source/metered-source.ts';
import { openArchive } from '../packages/torchscript/src/zip/archive.ts';
import { writeLargeFile } from '../packages/torchscript/test/write-large-file.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../', import.meta.url));
const python = process.env['TORCHRELAY_PYTHON'] ?? join(root, '.python/serving/bin/python');
const runs = Number(process.argv[2] ?? 5);

/** The layers of a ResNet-50, by size and number; only the file matters here. */
const makeResnet = `
import sys, torch
from torch import nn
def block(i, m, o): return nn.Sequential(nn.Conv2d(i, m, 1, bias=False), nn.BatchNorm2d(m), nn.Conv2d(m, m, 3, padding=1, bias=False), nn.BatchNorm2d(m), nn.Conv2d(m, o, 1, bias=False), nn.BatchNorm2d(o), nn.ReLU())
layers, width = [nn.Conv2d(3, 64, 7, bias=False), nn.BatchNorm2d(64)], 64
for count, middle in ((3, 64), (4, 128), (6, 256), (3, 512)):
    for _ in range(count):
        layers.append(block(width, middle, middle * 4)); width = middle * 4
model = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(width, 1000)).eval()
torch.jit.script(model).save(sys.argv[1])
`;
const load = 'import sys, torch; torch.jit.load(sys.argv[1], map_location="cpu")';
const importOnly = 'import torch';
const cold = `import { inspect } from ${JSON.stringify(new URL('../packages/torchscript/src/index.ts', import.meta.url).href)}; await inspect(process.argv[1]);`;

async function median(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let count = 0; count < runs; count += 1) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return times.toSorted((one, other) => one - other)[Math.floor(runs / 2)] ?? Number.NaN;
}

async function list(file: string): Promise<void> {
  await using source = await openFile(file);
  await openArchive(meter(source), defaultLimits);
}

async function report(file: string, { withTorch }: { withTorch: boolean }): Promise<void> {
  const { bytesRead, tensors } = await inspect(file);
  const { size } = await stat(file);
  const ours = await median(() => inspect(file));
  const rows: readonly (readonly [string, number])[] = [
    ['inspect()', ours],
    ['zip directory alone', await median(() => list(file))],
    [
      'a new Node process with inspect()',
      await median(() => run('node', ['--input-type=module', '-e', cold, file])),
    ],
    ...(withTorch
      ? [
          [
            'a new Python with import torch',
            await median(() => run(python, ['-W', 'ignore', '-c', importOnly])),
          ] as const,
          [
            'a new Python with torch.jit.load',
            await median(() => run(python, ['-W', 'ignore', '-c', load, file])),
          ] as const,
        ]
      : []),
  ];
  console.log(
    `\n${(size / 1e6).toFixed(1)} MB, ${tensors.length} tensors, ${(bytesRead / 1024).toFixed(0)} KiB read`,
  );
  for (const [name, time] of rows) {
    console.log(
      `${name.padEnd(36)}${time.toFixed(1).padStart(10)} ms${(time / ours).toFixed(2).padStart(10)} x`,
    );
  }
}

const folder = await mkdtemp(join(tmpdir(), 'bench-inspect-'));
try {
  const resnet = join(folder, 'resnet50.pt');
  await run(python, ['-W', 'ignore', '-c', makeResnet, resnet]);
  await report(resnet, { withTorch: true });
  const large = join(folder, 'large.pt');
  await writeLargeFile(large, 4 * 1024 ** 3);
  await report(large, { withTorch: false });
} finally {
  await rm(folder, { recursive: true, force: true });
}
