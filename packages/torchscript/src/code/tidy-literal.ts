import { createLexer } from './lexer.ts';
import { stringValue } from './string-literal.ts';

/**
 * Rewrites a literal as a person would: TorchScript prints `0.10000000000000001` for 0.1, `1.` for 1.0,
 * octal escapes for letters beyond ASCII, and moves some texts to the constants.
 *
 * @param constant the literal for `CONSTANTS.c<index>`, if it can be said in short
 */
export function tidyLiteral(text: string, constant: (index: number) => string | undefined): string {
  const lexer = createLexer(text);
  let tidy = '';
  let at = 0;
  for (let token = lexer.next(); token.kind !== 'end'; token = lexer.next()) {
    tidy += text.slice(at, token.start);
    at = token.end;
    if (token.kind === 'number') tidy += tidyNumber(token.text);
    else if (token.kind === 'string') tidy += JSON.stringify(stringValue(token.text));
    else tidy += token.text;
  }
  return tidy.replace(/^CONSTANTS\.c(\d+)$/, (name, index) => constant(Number(index)) ?? name);
}

function tidyNumber(text: string): string {
  const imaginary = /[jJ]$/.test(text);
  const digits = imaginary ? text.slice(0, -1) : text;
  if (/^[0-9]+$/.test(digits) || !/^[0-9.]+(?:[eE][+-]?[0-9]+)?$/.test(digits)) return text;
  return pythonFloat(Number(digits)) + (imaginary ? 'j' : '');
}

/** The shortest decimal that means the same number, in Python's spelling of exponents. */
function pythonFloat(value: number): string {
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 16) return Number.isInteger(value) ? `${value}.0` : `${value}`;
  const sign = power < 0 ? '-' : '+';
  return `${mantissa}e${sign}${String(Math.abs(power)).padStart(2, '0')}`;
}
