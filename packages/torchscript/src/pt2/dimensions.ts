import type { ExportedDimension } from '../model/exported-program.ts';
import { countOf, integerOf, isMissing, itemsOf, type JsonPart, member, textOf } from './json.ts';

/** The sizes of a tensor: numbers, or symbols with their bounds. */
export function shapeOf(meta: JsonPart, ranges: JsonPart): readonly ExportedDimension[] {
  return itemsOf(member(meta, 'sizes')).map((size) => dimensionOf(size, ranges));
}

/** The sizes of a tensor that is stored, and so has no symbols. */
export function fixedSizes(list: JsonPart): readonly number[] {
  return itemsOf(list).map((size) => countOf(member(size, 'as_int')));
}

function dimensionOf(size: JsonPart, ranges: JsonPart): ExportedDimension {
  const expression = member(size, 'as_expr');
  if (isMissing(expression)) return countOf(member(size, 'as_int'));
  const symbol = readable(textOf(member(expression, 'expr_str')));
  const range = member(ranges, symbol);
  return { symbol, min: boundOf(range, 'min_val'), max: boundOf(range, 'max_val') };
}

function boundOf(range: JsonPart, key: string): number | undefined {
  const bound = member(range, key);
  return isMissing(bound) ? undefined : integerOf(bound);
}

const longestExpression = 2_000;
const innermost = /\b(Add|Mul|FloorDiv)\(([^()]*)\)/;
const joints: Readonly<Record<string, string>> = { Add: ' + ', Mul: '*', FloorDiv: '//' };

/**
 * SymPy's way to write an expression, in fewer words: `Mul(Integer(2), Symbol('s77', integer=True))`
 * is `2*s77`. What is not understood stays as it is.
 */
export function readable(expression: string): string {
  let text = expression
    .slice(0, longestExpression)
    .replace(/Symbol\('([^']*)'[^)]*\)/g, '$1')
    .replace(/Integer\((-?\d+)\)/g, '$1');
  while (innermost.test(text)) text = text.replace(innermost, infix);
  return text
    .replace(/^\[([^[\]]*)\]$/, '$1')
    .replaceAll('[', '(')
    .replaceAll(']', ')');
}

/** Square brackets for now, so that what is done is not taken for a call. */
function infix(_: string, operator: string, operands: string): string {
  const joined = operands.split(', ').join(joints[operator]);
  return operator === 'Mul' ? joined : `[${joined}]`;
}
