import type { TensorInput } from '../open-inference/tensor-types.ts';
import type { ImagePreprocessing, TextPreprocessing } from '../target/preprocessing.ts';
import type { Signature } from '../target/signature.ts';
import { inputError } from './input-error.ts';
import type { InputOptions, InputValue } from './input-options.ts';
import { picturesOf } from './picture/image-input.ts';
import { picturesToTensor } from './picture/pictures-to-tensor.ts';
import { openTokenizers, type TokenizerOf } from './text/open-tokenizers.ts';
import { textsOf } from './text/text-input.ts';
import { textsToTensors } from './text/texts-to-tensors.ts';

type Values = Readonly<Record<string, InputValue>>;
type Tensors = Readonly<Record<string, TensorInput>>;

/** Makes tensors of what a model is asked with. Values that are tensors already pass as they are. */
export type Preprocess = (values: Values) => Promise<Tensors>;

interface Context {
  readonly signature: Signature;
  readonly stringsArePaths: boolean;
  readonly tokenizerOf: TokenizerOf;
}

/** What comes before tensors, for one signature. Tokenizers are opened when they are first needed, and kept. */
export function createPreprocess(
  signature: Signature,
  { tokenizers = {}, stringsArePaths = true }: InputOptions = {},
): Preprocess {
  const context = { signature, stringsArePaths, tokenizerOf: openTokenizers(tokenizers) };
  return async (values) => {
    checkFedOnce(values, signature);
    const tensors: [string, TensorInput][] = [];
    for (const [name, value] of Object.entries(values)) {
      tensors.push(...Object.entries(await tensorsOf({ name, value }, context)));
    }
    return Object.fromEntries(tensors);
  };
}

interface Given {
  readonly name: string;
  readonly value: InputValue;
}

async function tensorsOf(given: Given, context: Context): Promise<Tensors> {
  const { preprocess = {} } = context.signature;
  const step = Object.hasOwn(preprocess, given.name) ? preprocess[given.name] : undefined;
  if (step === undefined) return passed(given);
  return step.from === 'image' ? fromImage(given, step, context) : fromText(given, step, context);
}

/** A value that is no picture and no text is a tensor, or is refused where tensors are made. */
function passed({ name, value }: Given): Tensors {
  return { [name]: value as TensorInput };
}

async function fromImage(
  given: Given,
  step: ImagePreprocessing,
  { signature: { inputs }, stringsArePaths }: Context,
): Promise<Tensors> {
  const pictures = picturesOf(given.value);
  const spec = inputs.find(({ name }) => name === given.name);
  if (pictures === undefined || spec === undefined) return passed(given);
  return { [given.name]: await picturesToTensor({ pictures, step, spec, stringsArePaths }) };
}

async function fromText(
  given: Given,
  step: TextPreprocessing,
  { signature: { inputs: specs }, tokenizerOf }: Context,
): Promise<Tensors> {
  const { name, value } = given;
  const texts = textsOf(value);
  if (texts !== undefined) {
    return textsToTensors({ name, texts, step, specs, tokenize: await tokenizerOf(name, step) });
  }
  if (Object.hasOwn(step.inputs, name)) return passed(given);
  throw noText(name, step);
}

/** Either a text or the tensors that would be made of it. */
function checkFedOnce(values: Values, { preprocess = {} }: Signature): void {
  for (const [name, step] of Object.entries(preprocess)) {
    if (step.from !== 'text' || textsOf(values[name]) === undefined) continue;
    const fed = Object.keys(step.inputs).filter((input) => input !== name);
    const twice = fed.find((input) => Object.hasOwn(values, input));
    if (twice === undefined) continue;
    throw inputError({
      place: `Input ${JSON.stringify(twice)}`,
      problem: `it is given, and is also made of the text ${JSON.stringify(name)}`,
      hint: 'Give the text, or all of the tensors.',
    });
  }
}

function noText(name: string, { inputs }: TextPreprocessing): Error {
  const names = Object.keys(inputs).map((input) => JSON.stringify(input));
  return inputError({
    place: `Input ${JSON.stringify(name)}`,
    problem: 'expected a text, a pair { text, pair }, or an array of these',
    hint: `Tensors go into ${names.join(', ')}.`,
  });
}
