import { expect, test } from 'vitest';
import { errorEntries, errorPage } from './error-page.ts';
import { explanations, foreign, notes, rejections } from './explanations.ts';
import { findCodes } from './find-codes.ts';
import { codesOfSource } from './source-files.ts';

const sites = codesOfSource();
const entries = errorEntries(sites);

test('every error code has what it means and what mends it', () => {
  expect(entries.length).toBeGreaterThan(150);
  const unexplained = entries.filter(
    ({ means, messages }) => means === undefined && messages.length === 0,
  );
  const uncured = entries.filter(({ cures }) => cures.length === 0);
  expect(unexplained.map(({ code }) => code)).toEqual([]);
  expect(uncured.map(({ code }) => code)).toEqual([]);
});

test('nothing is explained that is not there any more', () => {
  const codes = new Set(sites.map(({ code }) => code));
  const known = [explanations, notes, rejections].flatMap((table) => Object.keys(table));
  expect([...known, ...foreign].filter((code) => !codes.has(code))).toEqual([]);
});

test('the page of the errors is what the source gives: write it anew with npm run docs:write', async () => {
  await expect(errorPage(entries)).toMatchFileSnapshot('../../../docs/reference/errors.md');
});

test('codes are found with their words, however an error is put together', () => {
  const text = `
    const hint = 'Do this.';
    const code = 'FROM_CONSTANT';
    new TorchrelayError({ code: 'PLAIN', message: \`There is no "\${name}" here.\`, hint });
    fail({ code, message: isOne ? 'It is one.' : 'It is ' + 'two.' });
    const row = { says: /x/, code: failure?.code ?? 'FALLBACK', hint: 'Ask them.' };
    function make({ code = 'DEFAULT' }) {}
    const other = { code: 'not-ours', message: 'No.' };
  `;
  const found = findCodes({ file: 'packages/core/src/x.ts', text });
  expect(found.map(({ code, messages, hints }) => ({ code, messages, hints }))).toEqual([
    { code: 'PLAIN', messages: ['There is no "…" here.'], hints: ['Do this.'] },
    { code: 'FROM_CONSTANT', messages: ['It is one.', 'It is two.'], hints: [] },
    { code: 'FALLBACK', messages: [], hints: ['Ask them.'] },
    { code: 'DEFAULT', messages: [], hints: [] },
  ]);
});

test('advice that only one cloud has says so, where several report the code', () => {
  const site = { code: 'QUOTA_EXCEEDED', messages: ['There are none left.'] };
  const [entry] = errorEntries([
    { ...site, file: 'packages/aws/src/a.ts', hints: ['Ask for more of them.'] },
    { ...site, file: 'packages/azure/src/b.ts', hints: ['Remove some of them.'] },
  ]);
  expect(entry).toMatchObject({
    section: 'Everywhere',
    messages: ['There are none left.'],
    cures: ['SageMaker: Ask for more of them.', 'Azure: Remove some of them.'],
  });
});
