import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const repository: string = fileURLToPath(new URL('../../../', import.meta.url));

/** A Python with PyTorch, which the set-up makes. */
export function torchPython(): string {
  const python = process.env['TORCHRELAY_PYTHON'] ?? `${repository}.python/serving/bin/python`;
  if (existsSync(python)) return python;
  throw new Error(
    `These tests need a Python with PyTorch, and ${python} does not exist: run npm test once, or set TORCHRELAY_PYTHON.`,
  );
}

/** A Python with Pillow and the tokenizers, which the set-up makes. */
export function inputsPython(): string {
  const python = `${repository}.python/inputs/bin/python`;
  if (existsSync(python)) return python;
  throw new Error(
    `These tests need Pillow and tokenizers, and ${python} does not exist: run npm test once.`,
  );
}
