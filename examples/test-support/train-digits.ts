import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Runs `train.py` by hand, in one process and without torchrelay. */
export async function trainDigits({
  out,
  epochs = 1,
}: {
  /** The folder that gets `model.pt` and the metrics. */
  readonly out: string;
  readonly epochs?: number;
}): Promise<string> {
  const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
  const python = process.env['TORCHRELAY_PYTHON'] ?? 'python3';
  const { stdout } = await promisify(execFile)(python, [
    here('../digits/train/train.py'),
    '--data',
    here('../digits/data'),
    '--out',
    out,
    '--epochs',
    String(epochs),
  ]);
  return stdout;
}
