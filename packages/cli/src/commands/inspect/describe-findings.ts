import type { Finding, Model } from '@torchrelay/torchscript';

import { wrap } from '../../output/width.ts';
import type { Page } from '../../output/page.ts';

/** What its user should know, worst first. */
export function describeFindings({ findings }: Model, page: Page): string[] {
  return findings.flatMap((finding, index) => [
    ...(index === 0 ? [] : ['']),
    ...describeFinding(finding, page),
  ]);
}

function describeFinding(
  { severity, code, place, message, advice }: Finding,
  { style, columns }: Page,
): string[] {
  const paint = { danger: style.red, warning: style.yellow, note: style.cyan }[severity];
  const body = [...wrap(message, columns - 2), ...wrap(advice, columns - 2)];
  return [
    `${paint(`${severity}:`)} ${code} ${style.dim(`in ${place}`)}`,
    ...body.map((line) => `  ${line}`),
  ];
}
