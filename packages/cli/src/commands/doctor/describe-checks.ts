import type { Page } from '../../output/page.ts';
import { padEnd, wrap } from '../../output/width.ts';
import type { Check } from './check.ts';

const nameWidth = 8;

/** What was found, place by place, with what to do about it. */
export function describeAll(checks: readonly Check[], page: Page): string[] {
  const places = Map.groupBy(checks, ({ target }) => target);
  return [...places].flatMap(([target, found]) => [
    ...(target === undefined ? [] : ['', page.style.bold(target)]),
    ...found.flatMap((check) => describe(check, page)),
  ]);
}

function describe(
  { name, outcome, message, hint }: Check,
  { style, symbols, columns }: Page,
): string[] {
  const sign = {
    ok: style.green(symbols.done),
    absent: style.dim('-'),
    warning: style.yellow(symbols.warning),
    problem: style.red(symbols.failed),
  }[outcome];
  const indent = ' '.repeat(nameWidth + 4);
  const [first = '', ...rest] = wrap(message, columns - indent.length);
  const [advice, ...moreAdvice] =
    hint === undefined || outcome === 'ok' ? [] : wrap(hint, columns - 8);
  return [
    `${padEnd(sign, 2)} ${padEnd(name, nameWidth)} ${first}`,
    ...rest.map((line) => indent + line),
    ...(advice === undefined ? [] : [`  ${style.cyan('hint:')} ${advice}`]),
    ...moreAdvice.map((line) => ' '.repeat(8) + line),
  ];
}
