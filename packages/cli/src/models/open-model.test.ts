import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { expect, onTestFinished, test } from 'vitest';

import { CommandError } from '../errors/command-error.ts';
import { openModel } from './open-model.ts';
import { modelPlaces } from './registry.ts';

test.each(['model.pt', './a/model.pt', 'C:\\models\\model.pt', '/a:b/model.pt'])(
  '%s is a path',
  async (path) => {
    expect(await openModel(path, {})).toBe(path);
  },
);

test('a file URL is one', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'open-model-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'a.pt'), 'x');
  const url = pathToFileURL(join(folder, 'a.pt'));
  expect(await openModel(url.href, {})).toEqual(url);
});

test.each([
  'https://acct.blob.core.windows.net/models/a.pt',
  'https://acct.blob.core.usgovcloudapi.net/models/a.pt?sig=x',
  'https://acct.z12.blob.storage.azure.net/models/a.pt',
])('%s lies in Blob storage', (address) => {
  const place = modelPlaces.find(({ matches }) => matches(address));
  expect(place?.usage).toContain('blob.core.windows.net');
});

test('a model of a workspace of Azure ML is named by its id', async () => {
  const place = modelPlaces.find(({ matches }) => matches('azureml://subscriptions/s'));
  expect(place?.usage).toContain('/models/NAME/versions/V');
  await expect(openModel('azureml://subscriptions/s', {})).rejects.toMatchObject({
    code: 'MODEL_ADDRESS_INVALID',
  });
});

test('an S3 address lies in S3', async () => {
  const place = modelPlaces.find(({ matches }) => matches('s3://models/a.pt'));
  expect(place?.usage).toContain('s3://');
  const error: unknown = await openModel('s3://models', {}).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'MODEL_ADDRESS_INVALID' });
});

test.each([
  'https://example.com/model.pt?token=secret',
  'ftp://example.com/model.pt',
  'https://evil.example/.blob.core.windows.net/model.pt',
])('%s lies where nothing can be read, and no secret of it is repeated', async (address) => {
  const error: unknown = await openModel(address, {}).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(CommandError);
  expect(error).toMatchObject({
    message: expect.not.stringContaining('secret') as string,
    hint: expect.stringContaining('https://ACCOUNT.blob.core.windows.net') as string,
  });
});

test('a Blob address without a blob is said to be none', async () => {
  const opening = openModel('https://acct.blob.core.windows.net/models', {});
  await expect(opening).rejects.toMatchObject({ code: 'BLOB_URL_INVALID' });
});
