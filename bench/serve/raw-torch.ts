import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Model } from './cases.ts';
import { pythonEnvironment } from './python.ts';

/** PyTorch in a loop without any server: what the machine can give at most. */
export interface RawTorch extends Disposable {
  /** Examples per second. */
  run(order: { model: Model; batch: number; processes: number; seconds: number }): Promise<number>;
}

interface Process extends Disposable {
  ask(this: void, order: object): Promise<{ rowsPerSecond?: number }>;
}

/** A process for each core: several with one thread each, or the first with all threads. */
export async function startRawTorch({
  python,
  folder,
  models,
}: {
  python: string;
  folder: string;
  models: readonly Model[];
}): Promise<RawTorch> {
  const cores = availableParallelism();
  const processes = await Promise.all(
    Array.from({ length: cores }, () => startProcess({ python, folder, models })),
  );
  return {
    async run({ model, batch, processes: count, seconds }) {
      const threads = Math.max(1, Math.floor(cores / count));
      const order = { model: model.name, batch, threads, seconds };
      const answers = await Promise.all(processes.slice(0, count).map(({ ask }) => ask(order)));
      return answers.reduce((sum, { rowsPerSecond = Number.NaN }) => sum + rowsPerSecond, 0);
    },
    [Symbol.dispose]() {
      for (const process of processes) process[Symbol.dispose]();
    },
  };
}

async function startProcess({
  python,
  folder,
  models,
}: {
  python: string;
  folder: string;
  models: readonly Model[];
}): Promise<Process> {
  const child = spawn(python, ['-W', 'ignore', join(import.meta.dirname, 'raw_torch.py')], {
    env: pythonEnvironment({ folder, models, threads: availableParallelism() }),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  await once(lines, 'line');
  return {
    async ask(order) {
      child.stdin.write(`${JSON.stringify(order)}\n`);
      const [line]: string[] = await once(lines, 'line');
      return JSON.parse(line ?? '{}');
    },
    [Symbol.dispose]: () => void child.kill(),
  };
}
