import { formatTensorSpec } from '../../package/format-tensor-spec.ts';
import type {
  TextPreprocessing,
  TokenizerReference,
  TokenPadding,
  TokenTensor,
} from '../../target/preprocessing.ts';
import type { TensorSpec } from '../../target/signature.ts';
import {
  checkDeclaration,
  count,
  flag,
  oneOf,
  text,
  type MemberRule,
} from './check-declaration.ts';
import type { TextDeclaration } from './preprocess-declarations.ts';
import { preprocessError } from './preprocess-error.ts';
import type { TokenizerJson } from './tokenizer-json.ts';

const tokenTensors: readonly TokenTensor[] = ['ids', 'mask', 'types'];
const sides = oneOf('left', 'right');

const rules: Readonly<Record<keyof TextDeclaration, MemberRule>> = {
  from: oneOf('text'),
  tokenizer: { expects: 'the path or the bytes of a tokenizer.json', allows: isSource },
  inputs: {
    expects: `{ input: ${tokenTensors.map((kind) => `'${kind}'`).join(' or ')} }`,
    allows: isInputs,
  },
  maxLength: count,
  tooLong: oneOf('error', 'truncate'),
  truncationSide: sides,
  padding: oneOf('longest', 'maxLength'),
  paddingSide: sides,
  padToken: text,
  specialTokens: flag,
};

/** @throws TorchrelayError `PREPROCESS_INVALID` */
export function checkTextDeclaration(name: string, declaration: TextDeclaration): void {
  checkDeclaration({ name, declaration, rules });
  if (declaration.tokenizer !== undefined) return;
  throw preprocessError({
    name,
    problem: 'it has no tokenizer',
    hint: "Give the file that the model was trained with: tokenizer: './tokenizer.json'",
  });
}

/**
 * What is declared about a text, with everything decided that the inputs' shapes and the tokenizer decide.
 *
 * @param declaration checked
 * @param specs of all of the model's inputs
 * @throws TorchrelayError `PREPROCESS_INVALID`
 */
export function resolveText({
  name,
  declaration,
  specs,
  tokenizer,
  json,
}: {
  readonly name: string;
  readonly declaration: TextDeclaration;
  readonly specs: readonly TensorSpec[];
  readonly tokenizer: TokenizerReference;
  readonly json: TokenizerJson;
}): TextPreprocessing {
  const inputs = resolveInputs({ name, declaration, specs });
  const fed = specs.filter((spec) => Object.hasOwn(inputs, spec.name));
  const fixedLength = lengthOf(name, fed);
  const { maxLength = fixedLength, tooLong = 'error', truncationSide = 'right' } = declaration;
  checkLength({ name, maxLength, fixedLength, fed });
  const padding = resolvePadding({ name, declaration, json, fixedLength, maxLength });
  return {
    from: 'text',
    tokenizer,
    inputs,
    ...(maxLength !== undefined && { maxLength }),
    tooLong,
    truncationSide,
    ...(padding && { padding }),
    specialTokens: declaration.specialTokens ?? true,
  };
}

/** As transformers calls them. */
const usualInputs: Readonly<Record<string, TokenTensor>> = {
  input_ids: 'ids',
  attention_mask: 'mask',
  token_type_ids: 'types',
};

function resolveInputs({
  name,
  declaration,
  specs,
}: {
  name: string;
  declaration: TextDeclaration;
  specs: readonly TensorSpec[];
}): TextPreprocessing['inputs'] {
  const names = specs.map((spec) => spec.name);
  const inputs = declaration.inputs ?? usualOf(names);
  const unknown = Object.keys(inputs).find((input) => !names.includes(input));
  if (unknown === undefined && Object.values(inputs).includes('ids')) return inputs;
  const list = names.map((each) => JSON.stringify(each)).join(', ');
  throw preprocessError({
    name,
    problem:
      unknown === undefined
        ? 'none of the inputs is said to take the ids'
        : `the model has no input ${JSON.stringify(unknown)}`,
    hint: `It has ${list}. Say what goes where: inputs: { ${JSON.stringify(names[0])}: 'ids' }`,
  });
}

function usualOf(names: readonly string[]): TextPreprocessing['inputs'] {
  return Object.fromEntries(Object.entries(usualInputs).filter(([input]) => names.includes(input)));
}

/** The number of tokens that all inputs take, where it is fixed. */
function lengthOf(name: string, fed: readonly TensorSpec[]): number | undefined {
  const ranks = new Set(fed.map(({ shape }) => shape.length));
  const lengths = new Set(fed.map(({ shape }) => shape.at(-1)).filter((length) => length !== -1));
  const [rank = 0] = ranks;
  const isTokens = ranks.size === 1 && lengths.size <= 1 && (rank === 1 || rank === 2);
  const isNumbers = fed.every(({ datatype }) => datatype !== 'BYTES');
  if (isTokens && isNumbers) return [...lengths][0];
  const list = fed.map((spec) => `${spec.name} ${formatTensorSpec(spec)}`).join(', ');
  throw preprocessError({
    name,
    problem: `tokens do not fit the inputs ${list}`,
    hint: 'All have to be numbers of the same shape: [batch, tokens], or [tokens].',
  });
}

function checkLength({
  name,
  maxLength,
  fixedLength,
  fed,
}: {
  name: string;
  maxLength: number | undefined;
  fixedLength: number | undefined;
  fed: readonly TensorSpec[];
}): void {
  if (fixedLength === undefined || maxLength === fixedLength) return;
  const [first] = fed;
  throw preprocessError({
    name,
    problem: `maxLength is ${maxLength}, and ${first === undefined ? 'the input' : `${first.name} ${formatTensorSpec(first)}`} takes ${fixedLength} tokens`,
    hint: 'Leave maxLength out, or declare the inputs with -1 for their length.',
  });
}

/** Tokens that many tokenizers pad with, where the file itself does not say. */
const usualPadTokens: readonly string[] = ['[PAD]', '<pad>', '<|pad|>'];

function resolvePadding({
  name,
  declaration,
  json,
  fixedLength,
  maxLength,
}: {
  name: string;
  declaration: TextDeclaration;
  json: TokenizerJson;
  fixedLength: number | undefined;
  maxLength: number | undefined;
}): TokenPadding | undefined {
  const to = declaration.padding ?? (fixedLength === undefined ? 'longest' : 'maxLength');
  const isNeeded = to === 'maxLength' || declaration.padToken !== undefined;
  if (to === 'longest' && fixedLength !== undefined) throw mustFill(name, fixedLength);
  if (to === 'maxLength' && maxLength === undefined) throw noLength(name);
  const id = padId(declaration, json);
  if (id === undefined && isNeeded) throw noPadToken(name, declaration);
  if (id === undefined) return undefined;
  const side = declaration.paddingSide ?? json.padding?.side ?? 'right';
  return { to, side, id, typeId: json.padding?.typeId ?? 0 };
}

function padId({ padToken }: TextDeclaration, json: TokenizerJson): number | undefined {
  if (padToken !== undefined) return json.idOf(padToken);
  const usual = usualPadTokens.map(json.idOf).find((id) => id !== undefined);
  return json.padding?.id ?? usual;
}

function mustFill(name: string, fixedLength: number): Error {
  return preprocessError({
    name,
    problem: `padding is 'longest', and the input takes exactly ${fixedLength} tokens`,
    hint: 'Leave padding out, or declare the inputs with -1 for their length.',
  });
}

function noLength(name: string): Error {
  return preprocessError({
    name,
    problem: "padding is 'maxLength', and there is no maxLength",
    hint: 'Declare maxLength, or leave padding out to have it fill up to the longest text.',
  });
}

function noPadToken(name: string, { padToken }: TextDeclaration): Error {
  return preprocessError({
    name,
    problem:
      padToken === undefined
        ? 'the tokenizer has to pad, and does not say with which token'
        : `the tokenizer has no token ${JSON.stringify(padToken)}`,
    hint: "Declare the one that the model was trained with: padToken: '<pad>'",
  });
}

function isSource(value: unknown): boolean {
  return (
    (typeof value === 'string' && value !== '') ||
    value instanceof URL ||
    value instanceof Uint8Array
  );
}

function isInputs(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((kind) => tokenTensors.includes(kind));
}
