import { connect, deploy, destroy, logs, plan, policyOf, status } from '@torchrelay/core';
import type { Endpoint } from '@torchrelay/core';
import { startTorchContainer } from '@torchrelay/stand-ins';
import { addModel, failingModel } from '@torchrelay/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { failureOf } from '../store/test-support/failure-of.ts';
import { azureml } from './azureml.ts';
import {
  answerOf,
  deployAdd as deployTo,
  type Deploying,
  timing,
} from './test-support/deploy-add.ts';
import { startWorkspace, type TestWorkspace } from './test-support/start-workspace.ts';

let workspace: TestWorkspace;

beforeAll(async () => {
  workspace = await startWorkspace();
});
afterAll(() => workspace[Symbol.asyncDispose]());

const noTrouble = {
  exhausted: new Set<string>(),
  quota: new Map<string, number>(),
  imageBuildFails: false,
  serverCrashes: false,
  denied: [],
};

afterEach(async () => {
  workspace.azure.trouble(noTrouble);
  const theirs = workspace.azure.endpoint('demo');
  if (theirs !== undefined) await destroy('demo', azureml(workspace.settings), { timing });
});

const deployAdd = (deploying?: Deploying): Promise<Endpoint> => deployTo(workspace, deploying);

describe('requests to an endpoint', () => {
  test('are let in by its key, which is in no reference', async () => {
    const endpoint = await deployAdd();
    expect(await answerOf(endpoint)).toEqual([11, 21]);
    const { key } = workspace.azure.endpoint('demo') ?? {};
    expect(key).toMatch(/^[0-9a-f]{32}$/);
    expect(JSON.stringify(endpoint)).not.toContain(key);
  });

  test('are let in after its key was changed', async () => {
    const endpoint = await deployAdd();
    expect(await answerOf(endpoint)).toEqual([11, 21]);
    const native = workspace.azure.endpoint('demo');
    if (native !== undefined) native.key = 'another';
    expect(await answerOf(endpoint)).toEqual([11, 21]);
  });

  test('are let in by a token of Microsoft Entra where the endpoint asks for one', async () => {
    const endpoint = await deployAdd({ settings: { auth: 'aad_token' } });
    expect(workspace.azure.endpoint('demo')?.written.properties['authMode']).toBe('AADToken');
    const before = workspace.azure.requests.length;
    expect(await answerOf(endpoint)).toEqual([11, 21]);
    expect(workspace.azure.requests.slice(before)).not.toContain(
      'POST onlineEndpoints/demo/listKeys',
    );
  });

  test('are let in by a token of Azure ML, which it is asked for instead of a key', async () => {
    const endpoint = await deployAdd({ settings: { auth: 'aml_token' } });
    expect(workspace.azure.endpoint('demo')?.written.properties['authMode']).toBe('AMLToken');
    expect(await answerOf(endpoint)).toEqual([11, 21]);
    expect(workspace.azure.requests).toContain('POST onlineEndpoints/demo/token');
  });

  test('are let in where the way in was changed after the reference was made, and go on so', async () => {
    const reference = (await deployAdd()).toJSON();
    await deployAdd({ settings: { auth: 'aad_token' } });
    const endpoint = await connect(reference, azureml(workspace.settings));
    expect(await answerOf(endpoint)).toEqual([11, 21]);
    const before = workspace.azure.requests.length;
    expect(await answerOf(endpoint)).toEqual([11, 21]);
    expect(workspace.azure.requests.slice(before)).toEqual([]);
  });

  test('of one who may not look at the endpoint are refused as the endpoint refuses them', async () => {
    const reference = (await deployAdd()).toJSON();
    await deployAdd({ settings: { auth: 'aad_token' } });
    workspace.azure.trouble({ denied: ['onlineEndpoints/read'] });
    const endpoint = await connect(reference, azureml(workspace.settings));
    expect(await failureOf(endpoint.predict({ x: [1] }))).toMatchObject({
      message: expect.stringContaining('AzureML Data Scientist'),
    });
  });

  test('that the model cannot answer have the model’s own status, not Azure’s', async () => {
    await deployAdd();
    const target = azureml(workspace.settings);
    const { deployment } = await status('demo', target);
    const body = new TextEncoder().encode('{"inputs":[]}');
    const response = await target.serving?.doInvoke(
      {
        name: 'demo',
        address: deployment.address,
        method: 'POST',
        path: '/v2/models/model/infer',
        headers: { 'content-type': 'application/json' },
        body,
      },
      {},
    );
    expect(response?.status).toBe(400);
  });

  test('for anything but an answer are not sent', async () => {
    const request = {
      name: 'demo',
      address: null,
      method: 'GET',
      path: '/v2',
      headers: {},
    } as const;
    const before = workspace.azure.requests.length;
    expect(await azureml(workspace.settings).serving?.doInvoke(request, {})).toMatchObject({
      status: 404,
    });
    expect(workspace.azure.requests.length).toBe(before);
  });
});

describe('a change', () => {
  test('of the number of instances keeps the deployment', async () => {
    await deployAdd();
    const before = workspace.azure.resources();
    await deployAdd({ options: { instances: 3 } });
    expect(workspace.azure.resources()).toEqual(before);
    const { deployment } = await status('demo', azureml(workspace.settings));
    expect(deployment.serving?.instances).toBe(3);
  });

  test('that recreates has no two releases at once', async () => {
    await deployAdd();
    const endpoint = await deployAdd({ offset: 3, options: { strategy: 'recreate' } });
    expect(await answerOf(endpoint)).toEqual([13, 23]);
    const deletes = workspace.azure.requests.findLastIndex((each) => /^DELETE .*\/d-/.test(each));
    const creates = workspace.azure.requests.findLastIndex((each) => /^PUT .*\/d-/.test(each));
    expect(deletes).toBeLessThan(creates);
  });
});

describe('when Azure fails', () => {
  test('without quota for a size, the next one is tried, and the quota is named', async () => {
    const quota = new Map([['Standard_NC24ads_A100_v4', 0]]);
    workspace.azure.trouble({ quota });
    const failed: string[] = [];
    await deployAdd({
      options: {
        onEvent: (event) => void (event.type === 'offer-fail' && failed.push(event.offer)),
      },
    });
    expect(failed).toEqual(['eastus/Standard_NC24ads_A100_v4']);
    const { deployment } = await status('demo', azureml(workspace.settings));
    expect(deployment.serving?.offerId).not.toContain('NC24ads');
  });

  test('to build the image, it says so; and once it can, running it again builds it', async () => {
    const fresh = await startWorkspace();
    await using _ = fresh;
    fresh.azure.trouble({ imageBuildFails: true });
    const error = await failureOf(deployAdd({ settings: fresh.settings }));
    expect(error).toMatchObject({ code: 'IMAGE_BUILD_FAILED', recovery: 'never' });
    expect(error.hint).toContain('Environments');
    expect(error.message).toMatch(/\n {2}Step 1\/2 : FROM .*\n {2}manifest for .* not found/);
    fresh.azure.trouble({ imageBuildFails: false });
    expect(await answerOf(await deployAdd({ settings: fresh.settings }))).toEqual([11, 21]);
    await destroy('demo', azureml(fresh.settings), { timing });
  });

  test('to start the server, its last lines say why, and nothing is left', async () => {
    workspace.azure.trouble({ serverCrashes: true });
    const error = await failureOf(deployAdd());
    expect(error).toMatchObject({ code: 'SERVER_NOT_READY', recovery: 'never' });
    expect(error.message).toContain('User container has crashed or terminated');
    expect(error.message).toContain('\n  error: creating server: Internal');
    expect(workspace.azure.resources()).toEqual([]);
  });

  test('to let somebody, the missing action is named', async () => {
    workspace.azure.trouble({ denied: ['onlineEndpoints/write'] });
    const error = await failureOf(deployAdd());
    expect(error).toMatchObject({
      code: 'ACCESS_DENIED',
      data: { permission: 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints/write' },
    });
    expect(error.hint).toContain('"AzureML Data Scientist"');
  });

  test('to find the workspace, the names are to be checked', async () => {
    const error = await failureOf(deployAdd({ settings: { workspace: 'other' } }));
    expect(error).toMatchObject({ code: 'WORKSPACE_MISSING', recovery: 'never' });
    expect(error.message).toContain('Cannot look at the workspace other');
  });

  test('to know who asks, somebody has to sign in', async () => {
    const nobody = { getToken: async () => ({ token: 'x', expiresOnTimestamp: Date.now() + 1e6 }) };
    const error = await failureOf(deployAdd({ settings: { credential: nobody } }));
    expect(error).toMatchObject({ code: 'NO_CREDENTIALS', hint: 'Sign in: az login.' });
  });

  test('a first release that cannot answer leaves nothing', async () => {
    const target = azureml(workspace.settings);
    const error = await failureOf(
      deploy(failingModel(), target, {
        name: 'demo',
        inputs: { x: 'FP32[-1]' },
        outputs: { y: 'FP32[-1]' },
        examples: { x: [1, 2, 3] },
        rehearseOn: false,
        timing,
      }),
    );
    expect(error.code).toBe('VERIFY_NO_ANSWER');
    expect(error.message).toContain('status 500');
    expect(workspace.azure.resources()).toEqual([]);
  });
});

describe('the log', () => {
  test('has the lines of both containers, with their times', async () => {
    await deployAdd();
    const lines = await Array.fromAsync(logs('demo', azureml(workspace.settings)));
    expect(lines.map(({ text, source }) => [source.split('/')[1], text])).toEqual([
      ['StorageInitializer', '2026-11-23 01:02:03,456 Downloading the model'],
      ['StorageInitializer', 'Downloaded'],
      ['InferenceServer', '2026-11-23 01:02:05 Started HTTPService at 0.0.0.0:8000'],
    ]);
    expect(lines[1]?.time).toBe(Date.parse('2026-11-23T01:02:03.456Z'));
    const [last] = await Array.fromAsync(logs('demo', azureml(workspace.settings), { tail: 1 }));
    expect(last?.text).toContain('Started');
  });
});

describe('a plan', () => {
  test('tells the role that it needs', async () => {
    const target = azureml(workspace.settings);
    const planned = await plan(addModel(1), target, {
      name: 'demo',
      inputs: { x: 'FP32[-1]' },
      outputs: { y: 'FP32[-1]' },
      rehearseOn: false,
    });
    const role = JSON.stringify(policyOf(planned, target));
    for (const action of ['onlineEndpoints/deployments/write', 'models/versions/write']) {
      expect(role).toContain(`Microsoft.MachineLearningServices/workspaces/${action}`);
    }
    expect(role).toContain('containers/blobs/write');
  });

  test.each([0, 180_001])('that waits %d ms for an answer cannot be', (requestTimeoutInMs) => {
    expect(() => azureml({ ...workspace.settings, requestTimeoutInMs })).toThrow(
      `cannot wait ${requestTimeoutInMs} ms`,
    );
  });
});

test('real PyTorch answers behind it, in JSON and in bytes', async () => {
  const real = await startWorkspace({ start: startTorchContainer });
  await using _ = real;
  const endpoint = await deployAdd({ offset: 2, settings: real.settings });
  expect(await answerOf(endpoint)).toEqual([12, 22]);
  const reopened = await connect('demo', azureml(real.settings));
  expect(await answerOf(reopened)).toEqual([12, 22]);
  await destroy('demo', azureml(real.settings), { timing });
});
