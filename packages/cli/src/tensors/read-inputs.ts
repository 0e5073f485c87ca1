import type { InputValue } from '@torchrelay/core';
import type { TensorSpec } from '@torchrelay/core/target';

import type { InputKinds } from './input-kinds.ts';
import { type Assignment, givenTwice, readTensors } from './read-tensors.ts';

/**
 * Values by name: tensors, the paths of pictures, and texts as they stand. A picture or a text that is given
 * several times is a batch.
 *
 * @param option for messages: `--input`
 */
export async function readInputs({
  assignments,
  option,
  kinds,
  inputs = [],
}: {
  readonly assignments: readonly Assignment[];
  readonly option: string;
  readonly kinds: InputKinds;
  readonly inputs?: readonly TensorSpec[];
}): Promise<Readonly<Record<string, InputValue>>> {
  const isPlain = ([name, text]: Assignment): boolean => !isTensor(kinds.get(name), text);
  const tensors = assignments.filter((assignment) => !isPlain(assignment));
  const mixed = tensors.find(([name]) =>
    assignments.some((each) => isPlain(each) && each[0] === name),
  );
  if (mixed !== undefined) throw givenTwice(option, mixed[0]);
  const batches = Map.groupBy(assignments.filter(isPlain), ([name]) => name);
  const plain = [...batches].map(([name, given]) => {
    const texts = given.map(([, text]) => text);
    return [name, texts.length === 1 ? (texts[0] ?? '') : texts] as const;
  });
  return {
    ...(await readTensors({ assignments: tensors, option, inputs })),
    ...Object.fromEntries(plain),
  };
}

/** For a picture what no path begins with; `./` before it makes one of it. A text may begin with anything. */
function isTensor(kind: 'image' | 'text' | undefined, text: string): boolean {
  if (kind === undefined) return true;
  return kind === 'image' && (/^[@[{]/.test(text) || text === 'zeros');
}
