import { connect, destroy, type TorchrelayError } from '@torchrelay/core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { failureOf } from '../store/test-support/failure-of.ts';
import { azureml } from './azureml.ts';
import { answerOf, deployAdd, timing } from './test-support/deploy-add.ts';
import { startWorkspace, type TestWorkspace } from './test-support/start-workspace.ts';

let workspace: TestWorkspace;

beforeAll(async () => {
  workspace = await startWorkspace();
});
afterAll(() => workspace[Symbol.asyncDispose]());
afterEach(async () => {
  workspace.azure.trouble({ fails: [] });
  await remove();
});

const remove = (): Promise<unknown> => destroy('demo', azureml(workspace.settings), { timing });

const deploy = (offset: 1 | 2): ReturnType<typeof deployAdd> => deployAdd(workspace, { offset });

const native = (): NonNullable<ReturnType<TestWorkspace['azure']['endpoint']>> => {
  const endpoint = workspace.azure.endpoint('demo');
  if (endpoint === undefined) throw new Error('There is no endpoint demo.');
  return endpoint;
};

const kinds = (): readonly string[] =>
  workspace.azure.resources().map((line) => line.split(' ')[0] ?? '');

/** What there is, and what answers. */
async function standing(): Promise<object> {
  const endpoint = native();
  const shares = Object.entries(endpoint.written.properties['traffic'] ?? {});
  const { y } = await (await connect('demo', azureml(workspace.settings))).predict({ x: [10] });
  return {
    kinds: kinds(),
    state: endpoint.state,
    shares: shares.map(([name, share]) => [endpoint.deployments.has(name), share as unknown]),
    answer: Array.from(y?.data as Float32Array),
  };
}

/** One endpoint with one deployment and one model, whatever went wrong before. */
const once = (answer: number): object => ({
  kinds: ['endpoint', 'deployment', 'model'],
  state: 'Succeeded',
  shares: [[true, 100]],
  answer: [answer],
});

async function everything(): Promise<readonly string[]> {
  const blobs = (await workspace.azure.blobs()).filter((name) => !name.includes('/engines/'));
  return [...workspace.azure.resources(), ...blobs];
}

const anEndpoint = /onlineEndpoints\/demo$/;
const aDeployment = /onlineEndpoints\/demo\/deployments\/d-[^/]+$/;

/** Such changes are accepted, and come to nothing, so often. */
const fail = (method: string, path: RegExp, times: number): void =>
  workspace.azure.trouble({ fails: Array.from({ length: times }, () => ({ method, path })) });

/** They go on failing until the command gives up. */
async function failing(
  method: string,
  path: RegExp,
  work: () => Promise<unknown>,
): Promise<TorchrelayError> {
  fail(method, path, 100);
  const error = await failureOf(work());
  fail(method, path, 0);
  expect(error.message).toContain('internal server error');
  expect(error.hint).not.toBe('');
  return error;
}

describe('an operation that Azure has accepted and that fails', () => {
  test.each([
    ['the endpoint is made', anEndpoint],
    ['the deployment is made', aDeployment],
  ])('once while %s, is begun again by the same command', async (_, path) => {
    fail('PUT', path, 1);
    await deploy(1);
    expect(await standing()).toEqual(once(11));
  });

  test.each([
    ['the endpoint is made', 'PUT', anEndpoint],
    ['the deployment is made', 'PUT', aDeployment],
  ])('each time while %s, leaves nothing of it in the way', async (_, method, path) => {
    await failing(method, path, () => deploy(1));
    await deploy(1);
    expect(await standing()).toEqual(once(11));
  });

  test.each([
    ['the new deployment is made', 'PUT', aDeployment, [11]],
    ['the traffic moves', 'PUT', anEndpoint, [11]],
    ['the old deployment is removed', 'DELETE', aDeployment, [11, 12]],
  ])('each time while %s, keeps an answer', async (_, method, path, either) => {
    const before = await deploy(1);
    await failing(method, path, () => deploy(2));
    expect(either).toContain((await answerOf(before))[0]);
    await deploy(2);
    expect(await standing()).toEqual(once(12));
  });

  test('while the endpoint is removed leaves it to the next removal', async () => {
    await deploy(1);
    await failing('DELETE', anEndpoint, remove);
    expect(kinds()).toContain('endpoint');
    await remove();
    expect(await everything()).toEqual([]);
  });
});

describe('what somebody finds half done', () => {
  test('an endpoint that failed with nothing on it, is made again', async () => {
    await deploy(1);
    const { createdAt, deployments } = native();
    deployments.clear();
    native().state = 'Failed';
    await deploy(1);
    expect(native().createdAt).not.toBe(createdAt);
    expect(await standing()).toEqual(once(11));
  });

  test('an endpoint whose change failed, goes on with what it serves', async () => {
    await deploy(1);
    const { createdAt } = native();
    native().state = 'Failed';
    await deploy(2);
    expect(native().createdAt).toBe(createdAt);
    expect(await standing()).toEqual(once(12));
  });

  test.each([
    // By two plans, and by the step that makes it.
    ['Creating', 3],
    ['Updating', 2],
  ])('an endpoint that is %s, is waited for', async (state, looks) => {
    await deploy(1);
    const { createdAt } = native();
    const { endAfterLooks } = changing(state);
    await endAfterLooks(looks, () => deploy(2));
    expect(native().createdAt).toBe(createdAt);
    expect(await standing()).toEqual(once(12));
  });

  test('a deployment of another release that failed, is removed', async () => {
    await deploy(1);
    const [first] = native().deployments.values();
    if (first === undefined) throw new Error('There is no deployment.');
    const name = 'd-0123456789ab-012345';
    native().deployments.set(name, { ...first, name, container: undefined, state: 'Failed' });
    await deploy(2);
    expect(await standing()).toEqual(once(12));
  });

  test('the wanted deployment itself that failed, is made again', async () => {
    await deploy(1);
    for (const deployment of native().deployments.values()) deployment.state = 'Failed';
    await deploy(1);
    expect(await standing()).toEqual(once(11));
  });

  test('an endpoint that failed, is removed whole', async () => {
    await deploy(1);
    native().state = 'Failed';
    await remove();
    expect(await everything()).toEqual([]);
  });

  test('an endpoint that is still made, is removed when it is', async () => {
    await deploy(1);
    const { endAfterLooks } = changing('Creating');
    await endAfterLooks(3, remove);
    expect(await everything()).toEqual([]);
  });
});

/** A change of somebody else's, which ends when it has been looked at so often: in plans, then by whoever waits for it. */
function changing(state: string): {
  readonly endAfterLooks: (looks: number, work: () => Promise<unknown>) => Promise<void>;
} {
  const endpoint = native();
  endpoint.state = state;
  const { requests } = workspace.azure;
  const before = requests.length;
  return {
    async endAfterLooks(looks, work) {
      const watching = setInterval(() => {
        const seen = requests.slice(before).filter((each) => each === 'GET onlineEndpoints/demo');
        if (seen.length >= looks && endpoint.state === state) endpoint.state = 'Succeeded';
      }, 1);
      await work();
      clearInterval(watching);
    },
  };
}
