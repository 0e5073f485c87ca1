import { datatypeBytes } from '@torchrelay/core';
import type { TensorSpec } from '@torchrelay/core/target';

import { shellWord } from '../output/shell-word.ts';
import { elementCount, smallestShape } from '../tensors/zeros.ts';
import type { CurlDoor } from './curl-door.ts';
import { mostWritten } from './example-inputs.ts';

/** One line for a shell that asks the model for zeros: in JSON where they fit a line, else as raw bytes. */
export function curlCommand({
  door,
  inputs,
}: {
  readonly door: CurlDoor;
  readonly inputs: readonly TensorSpec[];
}): string {
  return inputs.every(isWritten)
    ? `curl -s ${door.address} -H 'content-type: application/json' -d ${shellWord(JSON.stringify({ inputs: inputs.map(writtenInput) }))}`
    : binaryCommand(door, inputs);
}

/** The protocol has no JSON for half precision. */
function isWritten({ datatype, shape }: TensorSpec): boolean {
  const isHalf = datatype === 'FP16' || datatype === 'BF16';
  return !isHalf && elementCount(smallestShape(shape)) <= mostWritten;
}

function writtenInput({ name, datatype, shape }: TensorSpec): object {
  const sizes = smallestShape(shape);
  const element = datatype === 'BYTES' ? '' : datatype === 'BOOL' ? false : 0;
  const data = Array.from({ length: elementCount(sizes) }, () => element);
  return { name, datatype, shape: sizes, data };
}

/** JSON, then the bytes of all inputs; a BYTES element of nothing is a length of four zero bytes. */
function binaryCommand({ address, binaryHeader }: CurlDoor, inputs: readonly TensorSpec[]): string {
  const sizes = inputs.map(({ datatype, shape }) => {
    const width = datatype === 'BYTES' ? 4 : datatypeBytes(datatype);
    return (width ?? 4) * elementCount(smallestShape(shape));
  });
  const head = JSON.stringify({
    inputs: inputs.map(({ name, datatype, shape }, index) => ({
      name,
      datatype,
      shape: smallestShape(shape),
      parameters: { binary_data_size: sizes[index] },
    })),
  });
  const zeros = sizes.reduce((sum, size) => sum + size, 0);
  return `{ printf %s ${shellWord(head)}; head -c ${zeros} /dev/zero; } | curl -s ${address} -H '${binaryHeader(Buffer.byteLength(head))}' --data-binary @-`;
}
