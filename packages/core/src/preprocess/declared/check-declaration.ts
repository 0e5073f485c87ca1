import { nearestName } from '../../prepare/nearest-name.ts';
import { preprocessError } from './preprocess-error.ts';

/** What one member of a declaration may be. */
export interface MemberRule {
  /** Completes "expects …". */
  readonly expects: string;
  readonly allows: (value: unknown) => boolean;
}

/**
 * Holds a declaration, which may come from a JSON file, against what there is. A member that is misspelt must
 * not be taken for one left out: the model would answer, and wrongly.
 */
export function checkDeclaration({
  name,
  declaration,
  rules,
}: {
  readonly name: string;
  readonly declaration: object;
  readonly rules: Readonly<Record<string, MemberRule>>;
}): void {
  for (const [member, value] of Object.entries(declaration)) {
    const rule = Object.hasOwn(rules, member) ? rules[member] : undefined;
    if (rule === undefined) throw unknownMember(name, member, Object.keys(rules));
    if (value === undefined || rule.allows(value)) continue;
    throw preprocessError({
      name,
      problem: `${member} is ${written(value)}`,
      hint: `It expects ${rule.expects}.`,
    });
  }
}

export function oneOf(...choices: readonly string[]): MemberRule {
  return {
    expects: choices.map((choice) => `'${choice}'`).join(' or '),
    allows: (value) => choices.some((choice) => choice === value),
  };
}

export const flag: MemberRule = {
  expects: 'true or false',
  allows: (value) => typeof value === 'boolean',
};

export const count: MemberRule = { expects: 'a whole number from 1', allows: isCount };

export const text: MemberRule = {
  expects: 'a text',
  allows: (value) => typeof value === 'string' && value !== '',
};

export const pixelSize: MemberRule = {
  expects: 'a whole number from 1, or { width, height }',
  allows: (value) => isCount(value) || isSize(value),
};

export const divisor: MemberRule = {
  expects: 'a number above 0',
  allows: (value) => isNumber(value) && Math.fround(value) > 0,
};

export const numbers: MemberRule = {
  expects: 'an array of numbers, one for each channel',
  allows: (value) => Array.isArray(value) && value.every(isNumber),
};

export const divisors: MemberRule = {
  expects: 'an array of numbers other than 0, one for each channel',
  allows: (value) =>
    Array.isArray(value) && value.every((each) => isNumber(each) && Math.fround(each) !== 0),
};

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) > 0;
}

function isSize(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { width, height, ...rest } = value as Readonly<Record<string, unknown>>;
  return isCount(width) && isCount(height) && Object.keys(rest).length === 0;
}

/** In single precision too. */
function isNumber(value: unknown): value is number {
  return Number.isFinite(Math.fround(typeof value === 'number' ? value : NaN));
}

function unknownMember(name: string, member: string, known: readonly string[]): Error {
  const nearest = nearestName(member, known);
  return preprocessError({
    name,
    problem: `there is no ${JSON.stringify(member)}`,
    hint: `${nearest === undefined ? '' : `Did you mean "${nearest}"? `}There are ${known.join(', ')}.`,
  });
}

function written(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}
