import { TorchrelayError } from '../errors/torchrelay-error.ts';
import { contradiction } from '../prepare/signature-conflict.ts';
import type { Preprocessing } from '../target/preprocessing.ts';
import type { Signature, TensorSpec } from '../target/signature.ts';

/**
 * Makes sure that what answers is what a client was written for: the same names and datatypes, and no
 * dimension of another size. One that varies on either side fits any. What it makes of pictures and texts on the
 * way is the deployed model's own affair, but it has to take them.
 *
 * @returns the endpoint itself
 * @throws TorchrelayError `SIGNATURE_DIFFERS`
 * @example
 * const endpoint = expectSignature(await connect('resnet50', target), written);
 */
export function expectSignature<
  Found extends { readonly name: string; readonly signature: Signature },
>(endpoint: Found, expected: Signature): Found {
  const problem =
    difference('input', expected.inputs, endpoint.signature.inputs) ??
    difference('output', expected.outputs, endpoint.signature.outputs) ??
    missingKind(expected, endpoint.signature);
  if (problem === undefined) return endpoint;
  throw new TorchrelayError({
    code: 'SIGNATURE_DIFFERS',
    message: `"${endpoint.name}" is not the model that its client was written for: ${problem}.`,
    hint: 'Write the client anew from the model that is deployed: torchrelay client model.pt -o client.ts',
    data: { expected, actual: endpoint.signature },
  });
}

function difference(
  kind: 'input' | 'output',
  expected: readonly TensorSpec[],
  actual: readonly TensorSpec[],
): string | undefined {
  const extra = actual.find(({ name }) => expected.every((spec) => spec.name !== name));
  if (extra !== undefined) return `it has the ${kind} "${extra.name}", which the client lacks`;
  for (const spec of expected) {
    const found = actual.find(({ name }) => name === spec.name);
    if (found === undefined) return `it has no ${kind} "${spec.name}"`;
    const problem = contradiction(spec, found);
    if (problem !== undefined) return `of ${kind} "${spec.name}", ${problem}`;
  }
  return undefined;
}

/** A picture or a text that the client may give, and the endpoint would not know what to do with. */
function missingKind(expected: Signature, actual: Signature): string | undefined {
  for (const [name, step] of Object.entries(expected.preprocess ?? {})) {
    const found = actual.preprocess?.[name];
    if (found === undefined || kindOf(found) !== kindOf(step)) {
      return `it takes no ${step.from === 'image' ? 'picture' : 'text'} as "${name}"`;
    }
  }
  return undefined;
}

function kindOf(step: Preprocessing): string {
  return step.from === 'image' ? 'image' : `text ${Object.keys(step.inputs).toSorted().join(' ')}`;
}
