import { readFileSync } from 'node:fs';

import { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { textSource } from '@torchrelay/core';
import { addModel } from '@torchrelay/testing';
import { inspect } from '@torchrelay/torchscript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { startWorkspace, type TestWorkspace } from '../azureml/test-support/start-workspace.ts';
import { mlClient } from '../azureml/client/ml-client.ts';
import { azureCloud } from '../cloud/azure-clouds.ts';
import { blobStore } from '../store/blob-store.ts';
import { failureOf } from '../store/test-support/failure-of.ts';
import { parseAzureMlAddress } from './azureml-address.ts';
import { azuremlFolder, azuremlSource } from './azureml-source.ts';

let workspace: TestWorkspace;
let prefix = '';

beforeAll(async () => {
  workspace = await startWorkspace();
  const { subscription, resourceGroup, workspace: name } = workspace.settings;
  prefix = `azureml://subscriptions/${subscription}/resourcegroups/${resourceGroup}/workspaces/${name}`;
  const { storage } = workspace.azure;
  const store = blobStore({ ...storage, container: 'azureml-blobstore' });
  const bytes = readFileSync(addModel(1));
  const model = {
    size: bytes.length,
    async *read(offset: number, length: number) {
      yield bytes.subarray(offset, offset + length);
    },
  };
  for (const key of ['models/add-1.pt', 'models/one/add.pt', 'models/two/a.pt', 'models/two/b.pt'])
    await store.doWrite(key, model, {}, {});
  await store.doWrite('models/one/readme.md', textSource('hello'), {}, {});
});
afterAll(() => workspace[Symbol.asyncDispose]());

const open = (rest: string): ReturnType<typeof azuremlSource> => {
  const { credential, cloud, storage, timing } = workspace.settings;
  return azuremlSource(`${prefix}/${rest}`, {
    credential,
    cloud,
    ...(storage && { storage }),
    ...(timing && { timing }),
  });
};

async function register(name: string, modelUri: string): Promise<void> {
  const { settings } = workspace;
  const cloud = azureCloud(settings.cloud);
  const { credential } = settings;
  if (credential === undefined) throw new Error('it has one');
  const client = mlClient({ ...settings, cloud, credential: async () => credential });
  const body = { properties: { modelType: 'custom_model', modelUri } };
  const path = `models/${name}/versions/1`;
  await client.send({ method: 'PUT', path, body, attempt: 'Cannot register' }, {});
}

describe('a model that a workspace knows', () => {
  test.each([
    'datastores/workspaceblobstore/paths/models/add%2D1.pt',
    'datastores/workspaceblobstore/paths/models/one/',
    'datastores/workspaceblobstore/paths/models/one',
  ])('is inspected where it lies: %s', async (rest) => {
    expect(await inspect(await open(rest))).toMatchObject({ format: 'torchscript' });
  });

  test('may be in a folder that is data of a job elsewhere', async () => {
    const { credential, cloud, storage, timing } = workspace.settings;
    const address = `${prefix}/datastores/workspaceblobstore/paths/models/two`;
    const folder = azuremlFolder(address, { credential, cloud, storage, timing });
    expect(folder).toMatchObject({ uri: address, prefix: 'models/two/' });
    const listed = await Array.fromAsync(folder.store.doList(folder.prefix, {}));
    expect(listed.map(({ key }) => key)).toEqual(['models/two/a.pt', 'models/two/b.pt']);
    expect((await folder.store.doRead('models/two/a.pt', {}))?.head.etag).toBe(listed[0]?.etag);
    expect(() => azuremlFolder(`${prefix}/models/one/versions/1`)).toThrow('is no folder');
  });

  test('may be let in to by a signature, and have any letters in its name', async () => {
    await workspace.azure.writeBlob('models/r#1?.pt', 'hello');
    const { accountUrl, credential } = workspace.azure.storage;
    const account = new BlobServiceClient(
      accountUrl,
      new StorageSharedKeyCredential(credential.accountName, credential.accountKey),
    );
    const { settings } = workspace;
    const source = await azuremlSource(
      `${prefix}/datastores/workspaceblobstore/paths/models/r%231%3F.pt`,
      {
        credential: settings.credential,
        cloud: settings.cloud,
        storage: { accountUrl: account.generateAccountSasUrl() },
      },
    );
    expect(source).toMatchObject({
      name: `${accountUrl}/azureml-blobstore/models/r#1?.pt`,
      size: 5,
    });
  });

  test('is inspected by its name and version', async () => {
    await register('known', `${prefix}/datastores/workspaceblobstore/paths/models/one/`);
    expect(await inspect(await open('models/known/versions/1'))).toMatchObject({
      format: 'torchscript',
    });
  });

  test.each([
    [
      'models/unknown/versions/1',
      'There is no version 1 of the model unknown in the workspace vision.',
    ],
    ['datastores/other/paths/a.pt', 'There is no datastore other in the workspace vision.'],
    ['datastores/workspaceblobstore/paths/nothing/', 'There is no model file at '],
    ['datastores/workspaceblobstore/paths/models/two/', 'There are 2 model files at '],
  ])('%s says what is missing', async (rest, said) => {
    const error = await failureOf(open(rest));
    expect(error.code).toBe('MODEL_FILE_NOT_FOUND');
    expect(error.message).toContain(said);
  });
});

describe('an address', () => {
  test('is read as Azure’s tools write it, in whatever letters', () => {
    const address =
      'azureml://subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w/models/m/versions/3';
    expect(parseAzureMlAddress(address)).toEqual({
      subscription: 's',
      resourceGroup: 'g',
      workspace: 'w',
      names: { kind: 'model', model: 'm', version: '3' },
    });
  });

  test.each([
    'azureml://',
    'azureml:m:1',
    'azureml://subscriptions/s/resourcegroups/g/workspaces/w',
    'azureml://jobs/j/outputs/o',
    'azureml://subscriptions/s/resourcegroups/g/workspaces/w/datastores/d/paths/100%.pt',
    'azureml://locations/eastus/workspaces/w/models/m/versions/1',
  ])('%s is said to be none', (address) => {
    expect(() => parseAzureMlAddress(address)).toThrow('does not say where');
  });
});
