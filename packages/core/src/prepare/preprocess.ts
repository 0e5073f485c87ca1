import type { TensorInput } from '../open-inference/tensor-types.ts';
import type { PreprocessDeclarations } from '../preprocess/declared/preprocess-declarations.ts';
import type { InputValue } from '../preprocess/input-options.ts';
import type { Rehearsal } from '../target/rehearsal.ts';
import type { PreprocessingByName, TextPreprocessing } from '../target/preprocessing.ts';
import type { TensorSpec } from '../target/signature.ts';

/** What is declared about pictures and texts, resolved. */
export interface Declared {
  /** Absent where nothing is. */
  readonly preprocess?: PreprocessingByName;
  readonly tokenizers: { readonly [name: string]: Uint8Array };
}

/** @throws TorchrelayError `PREPROCESS_INVALID`, `TOKENIZER_MISSING` */
export async function declarePreprocess(
  declarations: PreprocessDeclarations = {},
  inputs: readonly TensorSpec[],
): Promise<Declared> {
  if (Object.keys(declarations).length === 0) return { tokenizers: {} };
  const { resolvePreprocess } = await import('../preprocess/declared/resolve-preprocess.ts');
  return resolvePreprocess({ declarations, inputs });
}

type Examples = { readonly [name: string]: InputValue };
type Tensors = { readonly [name: string]: TensorInput };

/** The model can do with any words, and these are words in every tokenizer. */
const exampleText = 'An example of a text.';

/**
 * The user's examples as tensors; and where a model takes texts and is to be rehearsed, an example of one.
 *
 * @throws TorchrelayError `PEER_MISSING`
 * @throws WireError `BAD_INPUT`
 */
export async function tensorExamples({
  declared: { preprocess, tokenizers },
  inputs,
  examples = {},
  rehearsal,
}: {
  readonly declared: Declared;
  readonly inputs: readonly TensorSpec[];
  readonly examples?: Examples | undefined;
  readonly rehearsal?: Rehearsal | undefined;
}): Promise<Tensors> {
  // Without a declaration pictures and texts are refused where tensors are made.
  if (preprocess === undefined) return examples as Tensors;
  const { createPreprocess } = await import('../preprocess/preprocess-inputs.ts');
  const signature = { inputs, outputs: [] };
  const given = createPreprocess({ ...signature, preprocess }, { tokenizers });
  const texts = rehearsal === undefined ? {} : textSteps(preprocess, examples);
  const made = createPreprocess({ ...signature, preprocess: texts }, { tokenizers });
  const ours = Object.fromEntries(Object.keys(texts).map((name) => [name, exampleText]));
  return { ...(await made(ours)), ...(await given(examples)) };
}

/** Texts of which there is no example, cut where the model takes few tokens. */
function textSteps(
  preprocess: PreprocessingByName,
  examples: Examples,
): Readonly<Record<string, TextPreprocessing>> {
  const entries = Object.entries(preprocess).flatMap(([name, step]) => {
    if (step.from !== 'text') return [];
    const isGiven = [name, ...Object.keys(step.inputs)].some((each) =>
      Object.hasOwn(examples, each),
    );
    return isGiven ? [] : [[name, { ...step, tooLong: 'truncate' as const }] as const];
  });
  return Object.fromEntries(entries);
}
