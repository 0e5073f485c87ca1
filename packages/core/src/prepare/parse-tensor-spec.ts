import { TorchrelayError } from '../errors/torchrelay-error.ts';
import { DATATYPES, fromTorchDtype, isDatatype } from '../open-inference/datatype.ts';
import type { TensorDatatype } from '../target/signature.ts';
import type { TensorDeclaration } from './declarations.ts';

/** A datatype and a shape whose dimensions are -1 or at least 1. */
export interface ParsedTensorSpec {
  readonly datatype: TensorDatatype;
  readonly shape: readonly number[];
}

/**
 * Reads `FP32[-1,3,224,224]`, or checks the same taken apart.
 *
 * @param name of the tensor, for errors
 * @throws TorchrelayError `TENSOR_SPEC_INVALID`
 */
export function parseTensorSpec(declaration: TensorDeclaration, name: string): ParsedTensorSpec {
  const { datatype, dimensions } =
    typeof declaration === 'string'
      ? takeApart(declaration, name)
      : { datatype: declaration.datatype, dimensions: declaration.shape };
  return {
    datatype: checkDatatype(datatype, name),
    shape: dimensions.map((dimension) => checkDimension(dimension, name)),
  };
}

/**
 * Reads `x=FP32[-1,3,224,224]`, as the command line gives it.
 * @throws TorchrelayError `TENSOR_SPEC_INVALID`
 */
export function parseTensorAssignment(text: string): [name: string, spec: ParsedTensorSpec] {
  // The last one: a name may hold `=`, a specification never does.
  const split = text.lastIndexOf('=');
  if (split < 1) {
    throw invalid({
      problem: `"${text}" does not say which tensor it declares.`,
      hint: 'Write name=DATATYPE[dimensions]: x=FP32[-1,3,224,224]',
    });
  }
  const name = text.slice(0, split).trim();
  return [name, parseTensorSpec(text.slice(split + 1), name)];
}

function takeApart(text: string, name: string): { datatype: string; dimensions: string[] } {
  const match = /^\s*([^[\]\s]+)\s*\[([^[\]]*)\]\s*$/.exec(text);
  const [, datatype, list] = match ?? [];
  if (datatype === undefined || list === undefined) {
    throw invalid({
      name,
      problem: `"${text}" is not a datatype with a shape.`,
      hint: 'Write DATATYPE[dimensions], with -1 for a dimension that varies: FP32[-1,3,224,224]',
    });
  }
  return { datatype, dimensions: list.trim() === '' ? [] : list.split(',') };
}

function checkDatatype(datatype: string, name: string): TensorDatatype {
  if (isDatatype(datatype)) return datatype;
  const meant =
    fromTorchDtype(datatype) ?? DATATYPES.find((known) => known === datatype.toUpperCase());
  throw invalid({
    name,
    problem: `${datatype} is no datatype.`,
    hint: meant === undefined ? `There are: ${DATATYPES.join(', ')}.` : `Write ${meant}.`,
  });
}

function checkDimension(dimension: string | number, name: string): number {
  const text = String(dimension).trim();
  const size = Number(text);
  if (/^(-1|\d+)$/.test(text) && size !== 0 && Number.isSafeInteger(size)) return size;
  throw invalid({
    name,
    problem: `"${text}" is no dimension.`,
    hint: 'A dimension is a whole number from 1, or -1 where it varies.',
  });
}

function invalid({
  name,
  problem,
  hint,
}: {
  name?: string;
  problem: string;
  hint: string;
}): TorchrelayError {
  return new TorchrelayError({
    code: 'TENSOR_SPEC_INVALID',
    message: name === undefined ? problem : `Declaration of "${name}": ${problem}`,
    hint,
    ...(name === undefined ? {} : { data: { tensor: name } }),
  });
}
