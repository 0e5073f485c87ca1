import { expect, test } from 'vitest';

import { lookUpWarning } from './look-up-warning.ts';
import { refusedReading } from './read-failure.ts';

const reading = { what: 'the quota of Azure Machine Learning in eastus', permission: 'Some/read' };
const instead = 'It shows later.';

test.each([
  [403, 'permission-missing'],
  [401, 'no-credentials'],
  [500, 'look-up-failed'],
])('an answer of %i is the warning %s, with what to allow and what follows', (status, code) => {
  const error = refusedReading({ reading, status, body: undefined });
  const warning = lookUpWarning({ reading, error, instead });
  expect(warning).toMatchObject({ code, permissions: ['Some/read'] });
  expect(warning.message).toMatch(/^Cannot read the quota of Azure Machine Learning in eastus: /);
  expect(warning.message).toMatch(/It shows later\.$/);
});

test('a missing permission is named with the role that has it', () => {
  const error = refusedReading({ reading, status: 403, body: undefined });
  expect(lookUpWarning({ reading, error, instead }).message).toContain(
    'Ask for Some/read on the subscription; the built-in role Reader has it.',
  );
});

test('what is no error of ours is told too, and public lists need no permission', () => {
  const error = new Error('disk full');
  expect(lookUpWarning({ reading: { what: 'the prices' }, error, instead })).toEqual({
    code: 'look-up-failed',
    message: 'Cannot read the prices: Error: disk full. It shows later.',
    permissions: [],
  });
});
