import { expect, it } from 'vitest';
import { tidyLiteral } from './tidy-literal.ts';

it.each([
  ['3', '3'],
  ['-7', '-7'],
  ['0.10000000000000001', '0.1'],
  ['1.', '1.0'],
  ['1.0000000000000001e-05', '1e-05'],
  ['9.9999999999999995e-07', '1e-06'],
  ['1e+20', '1e+20'],
  ['10000000000000000.', '1e+16'],
  ['123456789.', '123456789.0'],
  ['1.+2.j', '1.0+2.0j'],
  ['inf', 'inf'],
  ['-inf', '-inf'],
  ['None', 'None'],
  ['(1, 2.5, (True, ))', '(1, 2.5, (True, ))'],
  ['torch.device("cuda:0")', 'torch.device("cuda:0")'],
  [String.raw`"a\'b\"c\n\t\\"`, String.raw`"a'b\"c\n\t\\"`],
  [String.raw`"gr\303\266\303\237e"`, '"größe"'],
  [String.raw`'\x41\u'`, '"Au"'],
  ['__torch__.Color.RED', '__torch__.Color.RED'],
  ['CONSTANTS.c0', '"from the constants"'],
  ['CONSTANTS.c1', 'CONSTANTS.c1'],
  ['"CONSTANTS.c0"', '"CONSTANTS.c0"'],
])('%s is said as %s', (literal, tidy) => {
  const constant = (index: number): string | undefined =>
    index === 0 ? '"from the constants"' : undefined;
  expect(tidyLiteral(literal, constant)).toBe(tidy);
});
