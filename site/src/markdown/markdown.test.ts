import { expect, test } from 'vitest';
import type { Rule, Token } from './markdown-it.ts';
import { plainTranscripts } from './plain-transcripts.ts';
import { prose } from './prose.ts';

test('what looks like markup is text, but for code', () => {
  expect(prose('Give `a_b<c>` to <name>, *or* [x]\n  {y} | z_')).toBe(
    String.raw`Give ${'`a_b<c>`'} to \<name>, \*or\* \[x] \{y} | z\_`,
  );
});

test('a transcript is shown as text, and code in its colours', () => {
  const rules: Rule[] = [];
  plainTranscripts({ core: { ruler: { push: (_, rule) => void rules.push(rule) } } });
  const fence = (info: string): Token => ({
    type: 'fence',
    info,
    tag: 'code',
    children: null,
    attrs: null,
    attrGet: () => null,
    attrSet: () => undefined,
  });
  const tokens = ['console run', 'ts'].map(fence);
  for (const rule of rules) rule({ tokens, env: {} });
  expect(tokens.map(({ info }) => info)).toEqual(['text', 'ts']);
});
