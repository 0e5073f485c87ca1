import type { Model, ModelTensor } from '@torchrelay/torchscript';

import { formatBytes } from '../../output/quantities.ts';
import { type Column, formatTable } from '../../output/table.ts';
import type { Page } from '../../output/page.ts';

const columns: readonly Column[] = [
  { title: 'tensor' },
  { title: 'role' },
  { title: 'dtype' },
  { title: 'shape' },
  { title: 'size', align: 'right' },
  { title: '' },
];

/** Every tensor, in the file's order, however wide the names. */
export function tensorTable({ tensors }: Model, { style }: Page): string[] {
  return formatTable({ columns, rows: tensors.map(rowOf), paintTitle: style.dim });
}

function rowOf(tensor: ModelTensor): string[] {
  const { name, role, dtype, shape, bytes } = tensor;
  return [name, role, dtype, `[${shape.join(', ')}]`, formatBytes(bytes), noteOn(tensor)];
}

function noteOn({ sameAs, sharesStorageWith, isView, device }: ModelTensor): string {
  const notes = [
    ...(sameAs === undefined ? [] : [`is ${sameAs}`]),
    ...(sameAs === undefined && sharesStorageWith !== undefined
      ? [`shares memory with ${sharesStorageWith}`]
      : []),
    ...(isView && sharesStorageWith === undefined ? ['a view'] : []),
    ...(device === 'cpu' ? [] : [`saved on ${device}`]),
  ];
  return notes.join(', ');
}
