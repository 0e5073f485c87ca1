import type { Preprocessing, PreprocessingByName, TokenPadding } from '../target/preprocessing.ts';
import { isJsonObject } from '../open-inference/json-object.ts';

type Test = (value: unknown) => boolean;

/** Whether a parsed value has the form of what is declared about pictures and texts. */
export function isPreprocessingByName(value: unknown): value is PreprocessingByName {
  return isJsonObject(value) && Object.values(value).every(isPreprocessing);
}

function isPreprocessing(value: unknown): value is Preprocessing {
  if (!isJsonObject(value)) return false;
  const tests = value['from'] === 'image' ? imageTests : textTests;
  return Object.entries(tests).every(([member, test]) => test(value[member]));
}

const imageTests: Readonly<Record<string, Test>> = {
  from: among('image'),
  orient: isFlag,
  resize: optional((value) => isCount(value) || isSize(value)),
  interpolation: among('bilinear', 'bicubic', 'lanczos'),
  crop: optional(isSize),
  channels: among('RGB', 'BGR', 'grey'),
  layout: among('CHW', 'HWC'),
  divideBy: optional(Number.isFinite),
  mean: optional(isNumbers),
  std: optional(isNumbers),
};

const textTests: Readonly<Record<string, Test>> = {
  from: among('text'),
  tokenizer: (value) =>
    isJsonObject(value) && /^[0-9a-f]{64}$/.test(String(value['sha256'])) && isCount(value['size']),
  inputs: (value) =>
    isJsonObject(value) && Object.values(value).every(among('ids', 'mask', 'types')),
  maxLength: optional(isCount),
  tooLong: among('error', 'truncate'),
  truncationSide: among('left', 'right'),
  padding: optional(isPadding),
  specialTokens: isFlag,
};

function isPadding(value: unknown): value is TokenPadding {
  if (!isJsonObject(value)) return false;
  const { to, side, id, typeId } = value;
  const isWay = among('longest', 'maxLength')(to) && among('left', 'right')(side);
  return isWay && Number.isSafeInteger(id) && Number.isSafeInteger(typeId);
}

function among(...choices: readonly string[]): Test {
  return (value) => choices.some((choice) => choice === value);
}

function optional(test: Test): Test {
  return (value) => value === undefined || test(value);
}

function isFlag(value: unknown): boolean {
  return typeof value === 'boolean';
}

function isNumbers(value: unknown): boolean {
  return Array.isArray(value) && value.every(Number.isFinite);
}

function isSize(value: unknown): boolean {
  return isJsonObject(value) && isCount(value['width']) && isCount(value['height']);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) > 0;
}
