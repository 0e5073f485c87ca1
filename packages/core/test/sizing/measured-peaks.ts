import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import type { TensorSpec } from '../../src/target/signature.ts';
import { torchPython } from '../python.ts';

const run = promisify(execFile);

/** A run of a model on real PyTorch, as `measure_peak.py` saw it. */
export interface MeasuredRun {
  readonly kind: string;
  readonly batch: number;
  /** Absent where it ran out of memory. */
  readonly peakBytes?: number;
  readonly inputs?: readonly Pick<TensorSpec, 'datatype' | 'shape'>[];
}

/** Makes models of these kinds in a folder, as `<kind>.pt`, and measures a run of each for each batch. */
export async function measurePeaks({
  folder,
  device,
  batches,
  kinds,
  python = torchPython(),
}: {
  readonly folder: string;
  readonly device: 'cpu' | 'cuda';
  readonly batches: readonly number[];
  readonly kinds: readonly string[];
  readonly python?: string;
}): Promise<readonly MeasuredRun[]> {
  const script = fileURLToPath(new URL('measure_peak.py', import.meta.url));
  const { stdout } = await run(
    python,
    ['-W', 'ignore', script, folder, device, batches.join(), ...kinds],
    { maxBuffer: 2 ** 26 },
  );
  // Profilers write lines of their own.
  const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
  return lines.map((line): MeasuredRun => JSON.parse(line));
}

/** The largest resident memory of a process that loads a model file and runs it on zeros, in bytes. */
export async function measureResident({
  folder,
  kind,
  shape,
}: {
  readonly folder: string;
  readonly kind: string;
  readonly shape: readonly number[];
}): Promise<number> {
  const script = fileURLToPath(new URL('measure_resident.py', import.meta.url));
  const parameters = [script, join(folder, `${kind}.pt`), ...shape.map(String)];
  const { stdout } = await run(torchPython(), ['-W', 'ignore', ...parameters]);
  return Number(stdout);
}
