import type { Finding } from '../model/finding.ts';
import type { ModelTensor } from '../model/tensor.ts';
import { count } from '../refusals.ts';
import { storageItemBytes } from '../tensors/dtypes.ts';
import type { Archive } from '../zip/archive.ts';
import { stored } from '../zip/entry.ts';
import { finding } from './finding.ts';

/** Whether the weights are there, whole, and within the bounds that tensors claim. */
export function tensorFindings(
  tensors: readonly ModelTensor[],
  archive: Archive,
): readonly Finding[] {
  const distinct = tensors.filter(({ sameAs }) => sameAs === undefined);
  return [
    ...distinct
      .filter(({ sharesStorageWith }) => sharesStorageWith === undefined)
      .flatMap((each) => recordFindings(each, archive)),
    ...distinct
      .filter(({ storage }) => storage !== undefined && archive.find(storage.record) !== undefined)
      .flatMap(boundFindings),
    ...deviceFindings(distinct),
  ];
}

/** A storage without elements has no record that is ever read. */
function recordFindings(
  { name, elements, storage }: ModelTensor,
  archive: Archive,
): readonly Finding[] {
  if (storage === undefined || (storage.bytes === 0 && elements === 0)) return [];
  const { record, bytes } = storage;
  const entry = archive.find(record);
  if (entry === undefined) {
    return [
      finding(
        'weights-missing',
        record,
        `The record ${record} with the weights of ${name} is missing.`,
      ),
    ];
  }
  const deflated = finding(
    'weights-deflated',
    record,
    `The record ${record} with the weights of ${name} is deflated.`,
  );
  return [
    ...lengthFindings(record, bytes, entry.bytes),
    ...(entry.method === stored ? [] : [deflated]),
  ];
}

function lengthFindings(record: string, wanted: number, found: number): readonly Finding[] {
  if (found === wanted) return [];
  const code = found < wanted ? 'record-too-short' : 'record-too-long';
  return [
    finding(
      code,
      record,
      `The record ${record} has ${count(found)} bytes, where its storage needs ${count(wanted)}.`,
    ),
  ];
}

function boundFindings({
  name,
  dtype,
  shape,
  strides,
  storageOffset,
  elements,
  storage,
}: ModelTensor): readonly Finding[] {
  if (storage === undefined || elements === 0) return [];
  const last = shape.reduce(
    (sum, size, at) => sum + (size - 1) * (strides[at] ?? Number.NaN),
    storageOffset,
  );
  const available = storage.bytes / storageItemBytes(dtype);
  if (shape.length === strides.length && last < available) return [];
  const message = `Tensor ${name} reaches to element ${last}, and its storage ${storage.record} has ${available}.`;
  return [finding('tensor-beyond-storage', storage.record, message)];
}

function deviceFindings(tensors: readonly ModelTensor[]): readonly Finding[] {
  const elsewhere = tensors.filter(({ device }) => device !== 'cpu');
  const [first] = elsewhere;
  if (first === undefined) return [];
  const message =
    elsewhere.length === 1
      ? `The tensor ${first.name} was saved from ${first.device}.`
      : `${count(elsewhere.length)} tensors were saved from ${first.device}, ${first.name} among them.`;
  return [finding('saved-on-device', first.name, message)];
}
