import type { ExportedProgram, Model, TensorSum, TorchscriptModel } from '@torchrelay/torchscript';

import { countOf, formatBytes, formatCount } from '../../output/quantities.ts';
import { formatPairs } from '../../output/table.ts';
import { wrap } from '../../output/width.ts';
import type { Page } from '../../output/page.ts';

/** What the file is, and how much of what is in it. */
export function describeModel(model: Model, { style, columns }: Page): string[] {
  const pairs = model.format === 'torchscript' ? torchscriptPairs(model) : programPairs(model);
  const facts = [...pairs, ...totalPairs(model)];
  const indent = Math.max(...facts.map(([key]) => key.length)) + 2;
  const lines = formatPairs(facts, style.dim).flatMap((line) => wrapValue(line, indent, columns));
  return [style.bold(model.name), ...lines];
}

type Pair = readonly [key: string, value: string];

const origins: Readonly<Record<TorchscriptModel['origin'], string | undefined>> = {
  script: 'torch.jit.script',
  trace: 'torch.jit.trace',
  mixed: 'torch.jit.script and torch.jit.trace, in parts',
  unknown: undefined,
};

function torchscriptPairs(model: TorchscriptModel): Pair[] {
  const { origin, fileFormatVersion, className, extraFiles } = model;
  const kind = [
    'TorchScript',
    `file format ${fileFormatVersion}`,
    ...(model.frozen ? ['frozen'] : []),
    ...(model.mobile ? ['for mobile'] : []),
  ];
  const made = origins[origin];
  return [
    ['format', kind.join(', ')],
    ...(made === undefined ? [] : [['made by', made] as const]),
    ['class', className],
    ...(model.training === true ? [['mode', 'training'] as const] : []),
    ...extraFilesPair(extraFiles),
  ];
}

function programPairs({ torchVersion, schemaVersion, extraFiles }: ExportedProgram): Pair[] {
  const { major, minor } = schemaVersion;
  return [
    ['format', `program of torch.export (.pt2), PyTorch ${torchVersion}, schema ${major}.${minor}`],
    ...extraFilesPair(extraFiles),
  ];
}

function extraFilesPair(extraFiles: readonly string[]): Pair[] {
  return extraFiles.length === 0 ? [] : [['extra files', extraFiles.join(', ')]];
}

function totalPairs({ totals }: Model): Pair[] {
  const { parameters, buffers, others, byDtype } = totals;
  const dtypes = Object.entries(byDtype)
    .toSorted(([, a], [, b]) => b.bytes - a.bytes)
    .map(([dtype, { bytes }]) => `${dtype} ${formatBytes(bytes)}`);
  return [
    ['parameters', describeSum(parameters)],
    ...(buffers.tensors > 0 ? [['buffers', describeSum(buffers)] as const] : []),
    ...(others.tensors > 0 ? [['others', describeSum(others)] as const] : []),
    ...(dtypes.length > 0 ? [['dtypes', dtypes.join(', ')] as const] : []),
  ];
}

function describeSum({ tensors, elements, bytes }: TensorSum): string {
  if (tensors === 0) return 'none';
  return `${formatCount(elements)} in ${countOf(tensors, 'tensor')}, ${formatBytes(bytes)}`;
}

function wrapValue(line: string, indent: number, columns: number): string[] {
  const [first = '', ...rest] = wrap(line, columns);
  const width = columns - indent;
  return [
    first,
    ...wrap(rest.join(' '), width).flatMap((text) =>
      text === '' ? [] : [' '.repeat(indent) + text],
    ),
  ];
}
