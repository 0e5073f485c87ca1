import { sha256Hex } from '../../digest/digest.ts';
import type { Preprocessing, PreprocessingByName } from '../../target/preprocessing.ts';
import type { TensorSpec } from '../../target/signature.ts';
import { nearestName } from '../../prepare/nearest-name.ts';
import { tokenizerBytes, type TokenizerSources } from '../text/tokenizer-source.ts';
import type { PreprocessDeclarations, TextDeclaration } from './preprocess-declarations.ts';
import { preprocessError } from './preprocess-error.ts';
import { resolveImage } from './resolve-image.ts';
import { checkTextDeclaration, resolveText } from './resolve-text.ts';
import { readTokenizerJson } from './tokenizer-json.ts';

export interface ResolvedPreprocess {
  readonly preprocess: PreprocessingByName;
  /** By the name under which texts are given. */
  readonly tokenizers: TokenizerSources & { readonly [name: string]: Uint8Array };
}

/**
 * What users declare about pictures and texts, as it goes into the package.
 *
 * @throws TorchrelayError `PREPROCESS_INVALID`, `TOKENIZER_MISSING`
 */
export async function resolvePreprocess({
  declarations,
  inputs,
}: {
  readonly declarations: PreprocessDeclarations;
  /** Of the model, whose shapes decide what is not declared. */
  readonly inputs: readonly TensorSpec[];
}): Promise<ResolvedPreprocess> {
  const preprocess: [string, Preprocessing][] = [];
  const tokenizers: [string, Uint8Array][] = [];
  for (const [name, declaration] of Object.entries(declarations)) {
    checkKind(name, declaration);
    if (typeof declaration !== 'string' && declaration.from === 'text') {
      const { step, bytes } = await textStep({ name, declaration, inputs });
      preprocess.push([name, step]);
      tokenizers.push([name, bytes]);
      continue;
    }
    const spec = inputOf(name, inputs);
    preprocess.push([name, resolveImage({ name, declaration, spec })]);
  }
  checkFedOnce(preprocess, inputs);
  return {
    preprocess: Object.fromEntries(preprocess),
    tokenizers: Object.fromEntries(tokenizers),
  };
}

/** Declarations may come from a file. */
function checkKind(name: string, declaration: unknown): void {
  const isObject = typeof declaration === 'object' && declaration !== null;
  const from = isObject && 'from' in declaration ? declaration.from : undefined;
  if (typeof declaration === 'string' || from === 'image' || from === 'text') return;
  throw preprocessError({
    name,
    problem: `it is made from ${JSON.stringify(from) ?? 'nothing'}`,
    hint: "Write { from: 'image', … }, { from: 'text', … } or the name of a preset: 'imagenet'.",
  });
}

async function textStep({
  name,
  declaration,
  inputs,
}: {
  name: string;
  declaration: TextDeclaration;
  inputs: readonly TensorSpec[];
}): Promise<{ readonly step: Preprocessing; readonly bytes: Uint8Array }> {
  checkTextDeclaration(name, declaration);
  const bytes = await tokenizerBytes(declaration.tokenizer, name);
  const step = resolveText({
    name,
    declaration,
    specs: inputs,
    tokenizer: { sha256: sha256Hex(bytes), size: bytes.length },
    json: readTokenizerJson(bytes, name),
  });
  return { step, bytes };
}

function inputOf(name: string, inputs: readonly TensorSpec[]): TensorSpec {
  const spec = inputs.find((input) => input.name === name);
  if (spec !== undefined) return spec;
  const names = inputs.map((input) => input.name);
  const nearest = nearestName(name, names);
  throw preprocessError({
    name,
    problem: 'the model has no such input',
    hint: `${nearest === undefined ? '' : `Did you mean "${nearest}"? `}It has ${names.map((each) => JSON.stringify(each)).join(', ')}.`,
  });
}

/** No input may be made twice, and no text may go by the name of an input that is not made of it. */
function checkFedOnce(
  steps: readonly (readonly [string, Preprocessing])[],
  inputs: readonly TensorSpec[],
): void {
  const makers = new Map<string, string>();
  for (const [name, step] of steps) {
    const fed = step.from === 'image' ? [name] : Object.keys(step.inputs);
    const isTaken = inputs.some((input) => input.name === name) && !fed.includes(name);
    if (isTaken) throw nameTaken(name);
    for (const input of fed) {
      const other = makers.get(input);
      if (other !== undefined) throw madeTwice({ name, other, input });
      makers.set(input, name);
    }
  }
}

function nameTaken(name: string): Error {
  return preprocessError({
    name,
    problem: 'the model has an input of this name, which is not made of this text',
    hint: 'Call the text something else: it need not be the name of an input.',
  });
}

function madeTwice({ name, other, input }: { name: string; other: string; input: string }): Error {
  return preprocessError({
    name,
    problem: `the input ${JSON.stringify(input)} is made of ${JSON.stringify(other)} already`,
    hint: 'Each input can be made of one thing only.',
  });
}
