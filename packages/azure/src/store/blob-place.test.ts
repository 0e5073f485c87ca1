import { expect, test } from 'vitest';

import { describeContainer, placeOf } from './blob-place.ts';

test.each([
  ['https://acct.blob.core.windows.net', 'acct.blob.core.windows.net'],
  ['https://acct.blob.core.windows.net/', 'acct.blob.core.windows.net'],
  ['https://acct.blob.core.windows.net/?sv=1&sig=secret', 'acct.blob.core.windows.net'],
  ['http://127.0.0.1:10000/devstoreaccount1', '127.0.0.1:10000/devstoreaccount1'],
])('the account of %s is %s', (accountUrl, account) => {
  expect(placeOf({ accountUrl, container: 'models' })).toEqual({ account, container: 'models' });
});

test('a blob is part of it where there is one', () => {
  const place = placeOf({
    accountUrl: 'https://acct.blob.core.windows.net',
    container: 'models',
    blob: 'a/b.pt',
  });
  expect(place.blob).toBe('a/b.pt');
  expect(describeContainer(place)).toBe('container models of acct.blob.core.windows.net');
});
