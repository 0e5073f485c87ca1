import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { WireTensor } from '@torchrelay/core';
import { servingPython } from './serving-python.ts';

interface ReferenceRequest {
  readonly modelPath: string;
  readonly threads: number;
  readonly inputs: readonly WireTensor[];
}

/** What PyTorch answers in a process without any server, in order of the outputs. */
export function askPyTorch(
  requests: readonly ReferenceRequest[],
): { shape: number[]; bytes: Uint8Array }[][] {
  const input = requests.map(({ inputs, ...rest }) => ({
    ...rest,
    inputs: inputs.map(({ datatype, shape, bytes }) => ({
      datatype,
      shape,
      base64: Buffer.from(bytes).toString('base64'),
    })),
  }));
  const output = execFileSync(
    servingPython(),
    ['-I', '-W', 'ignore', join(import.meta.dirname, 'reference.py')],
    {
      input: JSON.stringify(input),
      encoding: 'utf8',
      stdio: 'pipe',
    },
  );
  const answers: { shape: number[]; base64: string }[][] = JSON.parse(output);
  return answers.map((tensors) =>
    tensors.map(({ shape, base64 }) => ({
      shape,
      bytes: new Uint8Array(Buffer.from(base64, 'base64')),
    })),
  );
}
