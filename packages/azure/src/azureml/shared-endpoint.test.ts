import { deploy, destroy, plan } from '@torchrelay/core';
import { addModel } from '@torchrelay/testing';
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

afterEach(async () => {
  const endpoint = workspace.azure.endpoint('demo');
  if (endpoint === undefined) return;
  for (const name of endpoint.deployments.keys()) {
    if (!name.startsWith('d-')) endpoint.deployments.delete(name);
  }
  await destroy('demo', azureml(workspace.settings), { timing });
});

const deployAdd = (deploying?: Deploying): ReturnType<typeof deployTo> =>
  deployTo(workspace, deploying);

type Native = NonNullable<ReturnType<TestWorkspace['azure']['endpoint']>>;

/** Endpoint and deployment, after somebody else has put deployments of these shares beside ours. */
async function deployedBeside(theirs: Readonly<Record<string, number>>): Promise<Native> {
  await deployAdd();
  const endpoint = native();
  const [ours] = endpoint.deployments.values();
  if (ours === undefined) throw new Error('it was deployed');
  const properties = { ...ours.written.properties, model: 'one of theirs' };
  const written = { ...ours.written, tags: {}, properties };
  for (const name of Object.keys(theirs))
    endpoint.deployments.set(name, { ...ours, name, written });
  const share = Object.values(theirs).reduce((left, each) => left - each, 100);
  const traffic = { [ours.name]: share, ...theirs };
  endpoint.written = {
    ...endpoint.written,
    properties: { ...endpoint.written.properties, traffic },
  };
  return endpoint;
}

function native(): Native {
  const endpoint = workspace.azure.endpoint('demo');
  if (endpoint === undefined) throw new Error('it was deployed');
  return endpoint;
}

describe('what others have set on the endpoint', () => {
  test('is there after another release: identity, tags, description, their deployment’s traffic', async () => {
    const endpoint = await deployedBeside({ canary: 20, shadow: 0 });
    const before = endpoint.written;
    endpoint.written = {
      ...before,
      tags: { ...before.tags, team: 'vision' },
      properties: {
        ...before.properties,
        description: 'of the team',
        mirrorTraffic: { shadow: 10 },
      },
    };
    await deployAdd({ offset: 2 });
    const mine = [...endpoint.deployments.keys()].find((name) => name.startsWith('d-'));
    expect(endpoint.written).toMatchObject({
      tags: { team: 'vision', 'torchrelay:name': 'demo' },
      identity: { type: 'SystemAssigned' },
      properties: {
        description: 'of the team',
        traffic: { canary: 20, [String(mine)]: 80 },
        mirrorTraffic: { shadow: 10 },
      },
    });
    expect([...endpoint.deployments.keys()].toSorted()).toEqual(['canary', mine, 'shadow']);
  });

  test('keeps their endpoints theirs', async () => {
    await deployAdd();
    const endpoint = native();
    const { written } = endpoint;
    endpoint.written = { ...written, tags: {} };
    expect(await failureOf(deployAdd({ offset: 2 }))).toMatchObject({ code: 'NAME_TAKEN' });
    endpoint.written = written;
  });
});

describe('destroying beside deployments of others', () => {
  const target = (): ReturnType<typeof azureml> => azureml(workspace.settings);

  test('removes what is ours, leaves theirs with all of the traffic, and says so', async () => {
    const endpoint = await deployedBeside({ canary: 20 });
    const notes: string[] = [];
    await destroy('demo', target(), {
      timing,
      confirm: (made) => {
        notes.push(...(made.notes ?? []).map(({ message }) => message));
        return true;
      },
    });
    expect(notes.join()).toContain('The endpoint demo stays: canary is on it');
    expect(workspace.azure.resources()).toEqual(['endpoint demo', 'deployment demo/canary']);
    expect(endpoint.written.properties['traffic']).toEqual({ canary: 100 });
  });

  test('changes nothing when it is said again, and removes the endpoint when they have gone', async () => {
    const endpoint = await deployedBeside({ canary: 0 });
    await destroy('demo', target(), { timing });
    const before = workspace.azure.requests.length;
    await destroy('demo', target(), { timing });
    const asked = workspace.azure.requests.slice(before);
    expect(asked.filter((request) => !request.startsWith('GET'))).toEqual([]);
    endpoint.deployments.delete('canary');
    await destroy('demo', target(), { timing });
    expect(workspace.azure.resources()).toEqual([]);
  });

  test('leaves one that was put there after the plan was made', async () => {
    await deployAdd();
    const endpoint = native();
    const [ours] = endpoint.deployments.values();
    if (ours === undefined) throw new Error('it was deployed');
    let isLate = true;
    await destroy('demo', target(), {
      timing,
      onEvent(event) {
        if (event.type !== 'step-start' || !isLate) return;
        isLate = false;
        const properties = { ...ours.written.properties, model: 'one of theirs' };
        endpoint.deployments.set('late', {
          ...ours,
          name: 'late',
          written: { ...ours.written, tags: {}, properties },
        });
      },
    });
    expect(workspace.azure.resources()).toEqual(['endpoint demo', 'deployment demo/late']);
  });

  test('deploying again takes the endpoint up', async () => {
    await deployedBeside({ canary: 0 });
    await destroy('demo', target(), { timing });
    expect(await answerOf(await deployAdd({ offset: 2 }))).toEqual([12, 22]);
  });
});

describe('settings of an endpoint that is there', () => {
  test('are changed by a step of the plan, and nothing else is', async () => {
    await deployAdd();
    const target = azureml({ ...workspace.settings, auth: 'aad_token', tags: { team: 'audio' } });
    const options = {
      name: 'demo',
      inputs: { x: 'FP32[-1]' },
      outputs: { y: 'FP32[-1]' },
      examples: { x: [1, 2, 3] },
      rehearseOn: false,
      timing,
    } as const;
    const { steps } = await plan(addModel(1), target, options);
    expect(steps.map(({ action, kind, changes }) => ({ action, kind, changes }))).toEqual([
      {
        action: 'update',
        kind: 'endpoint',
        changes: [
          { path: 'authMode', before: 'Key', after: 'AADToken' },
          { path: 'tags.team', before: null, after: 'audio' },
        ],
      },
    ]);
    const endpoint = await deploy(addModel(1), target, options);
    expect(await answerOf(endpoint)).toEqual([11, 21]);
    expect(native().written).toMatchObject({
      tags: { team: 'audio', 'torchrelay:name': 'demo' },
      properties: { authMode: 'AADToken' },
    });
  });

  test('that are left out stay as they are', async () => {
    await deployAdd({ settings: { auth: 'aad_token' } });
    await deployAdd({ offset: 2 });
    expect(native().written.properties['authMode']).toBe('AADToken');
  });

  test('another identity is refused before anything is changed', async () => {
    await deployAdd();
    const before = workspace.azure.requests.length;
    const error = await failureOf(deployAdd({ settings: { identity: '/…/mine' } }));
    expect(error).toMatchObject({ code: 'ENDPOINT_IDENTITY_FIXED' });
    const asked = workspace.azure.requests.slice(before);
    expect(asked.filter((request) => !/^GET|token$/.test(request))).toEqual([]);
  });
});
