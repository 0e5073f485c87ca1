import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

export interface TrainOptions {
  /** `digits.csv.gz` */
  readonly data: string;
  /** The folder that gets `model.pt` and `metrics.json`. */
  readonly out: string;
  readonly epochs?: number | string;
  /** A Python that has PyTorch. @default TORCHRELAY_PYTHON, else `python3` */
  readonly python?: string;
  readonly onLine?: (line: string) => void;
  readonly abortSignal?: AbortSignal;
}

/** Runs `train.py`, which knows nothing of torchrelay. */
export async function train({
  data,
  out,
  epochs = 10,
  python = process.env['TORCHRELAY_PYTHON'] ?? 'python3',
  onLine = () => {},
  abortSignal,
}: TrainOptions): Promise<void> {
  const script = fileURLToPath(new URL('train.py', import.meta.url));
  const options = ['--data', data, '--out', out, '--epochs', String(epochs)];
  const training = spawn(python, [script, ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: abortSignal,
  });
  const [[exitCode], complaints] = await Promise.all([
    once(training, 'close'),
    text(training.stderr),
    passLines(training.stdout, onLine),
  ]);
  if (exitCode !== 0) throw new Error(`train.py failed.\n\n${complaints}`);
}

async function passLines(output: Readable, onLine: (line: string) => void): Promise<void> {
  for await (const line of createInterface({ input: output })) onLine(line);
}
