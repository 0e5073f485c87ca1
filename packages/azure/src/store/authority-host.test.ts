import { expect, test } from 'vitest';

import { authorityHostOf } from './authority-host.ts';

test.each([
  ['https://account.blob.core.windows.net', 'https://login.microsoftonline.com'],
  ['https://account.blob.core.usgovcloudapi.net/', 'https://login.microsoftonline.us'],
  ['https://account.blob.core.chinacloudapi.cn/models?sig=x', 'https://login.chinacloudapi.cn'],
])('the account %s says that its users sign in at %s', (accountUrl, authorityHost) => {
  expect(authorityHostOf(accountUrl)).toBe(authorityHost);
});

test.each([
  'http://127.0.0.1:10000/devstoreaccount1',
  'https://blob.core.windows.net.evil.example',
])('the host of %s is of no known cloud', (accountUrl) => {
  expect(authorityHostOf(accountUrl)).toBeUndefined();
});
