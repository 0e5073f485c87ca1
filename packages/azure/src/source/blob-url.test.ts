import { expect, test } from 'vitest';

import { parseBlobFolder, parseBlobUrl, withoutQuery } from './blob-url.ts';

test.each([
  'https://acct.blob.core.windows.net',
  'https://acct.blob.core.usgovcloudapi.net',
  'https://acct.blob.core.chinacloudapi.cn',
  'https://acct.z12.blob.storage.azure.net',
])('a blob of %s is in its account, its container and its folders', (accountUrl) => {
  expect(parseBlobUrl(`${accountUrl}/models/v 1/r%C3%A9s%2Fnet.pt`)).toEqual({
    accountUrl,
    container: 'models',
    blob: 'v 1/rés/net.pt',
  });
});

test('a host that is no account has the account in its path', () => {
  expect(parseBlobUrl('http://127.0.0.1:10000/devstoreaccount1/models/a.pt')).toEqual({
    accountUrl: 'http://127.0.0.1:10000/devstoreaccount1',
    container: 'models',
    blob: 'a.pt',
  });
});

test('a signature belongs to the account, and to no message', () => {
  const url = 'https://acct.blob.core.windows.net/models/a.pt?sv=1&sig=secret';
  expect(parseBlobUrl(url)).toEqual({
    accountUrl: 'https://acct.blob.core.windows.net?sv=1&sig=secret',
    container: 'models',
    blob: 'a.pt',
  });
  expect(withoutQuery(url)).toBe('https://acct.blob.core.windows.net/models/a.pt');
});

test.each([
  ['https://acct.blob.core.windows.net/data', ''],
  ['https://acct.blob.core.windows.net/data/', ''],
  ['https://acct.blob.core.windows.net/data/images', 'images/'],
  ['https://acct.blob.core.windows.net/data/a%20b/images/?sig=secret', 'a b/images/'],
])('%s is a folder', (url, blob) => {
  expect(parseBlobFolder(url)).toMatchObject({ container: 'data', blob });
  expect(parseBlobFolder(url).accountUrl).toContain('https://acct.blob.core.windows.net');
});

test('an account alone is no folder', () => {
  const url = 'https://acct.blob.core.windows.net/?sig=secret';
  expect(() => parseBlobFolder(url)).toThrow(expect.objectContaining({ code: 'BLOB_URL_INVALID' }));
  expect(() => parseBlobFolder(url)).not.toThrow(/secret/);
});

test.each([
  'model.pt',
  'https://acct.blob.core.windows.net',
  'https://acct.blob.core.windows.net/models',
  'https://acct.blob.core.windows.net/models/?sig=secret',
  'https://acct.blob.core.windows.net/models/100%.pt?sig=secret',
])('%s is no address of a blob', (url) => {
  expect(() => parseBlobUrl(url)).toThrow(expect.objectContaining({ code: 'BLOB_URL_INVALID' }));
  expect(() => parseBlobUrl(url)).not.toThrow(/secret/);
});
