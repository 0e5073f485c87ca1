import {
  connect,
  destroy,
  history,
  metrics,
  plan,
  rollback,
  scale,
  status,
} from '@torchrelay/core';
import { addModel } from '@torchrelay/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { failureOf } from '../store/test-support/failure-of.ts';
import { azureml } from './azureml.ts';
import { platformAnswer } from './invoke/platform-answer.ts';
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
  workspace.azure.trouble({ denied: [], alarms: new Set(), scoringStatus: undefined });
  await destroy('demo', target(), { timing });
});

const target = (): ReturnType<typeof azureml> => azureml(workspace.settings);
const deployAdd = (deploying?: Deploying): ReturnType<typeof deployTo> =>
  deployTo(workspace, deploying);

/** What was written to the endpoint's traffic, one write after another. */
async function trafficDuring(work: () => PromiseLike<unknown>): Promise<readonly unknown[]> {
  const seen: unknown[] = [];
  const watching = setInterval(() => {
    const { traffic, mirrorTraffic } = workspace.azure.endpoint('demo')?.written.properties ?? {};
    const now = JSON.stringify({ traffic, mirrorTraffic });
    if (seen.at(-1) !== now) seen.push(now);
  }, 1);
  await work();
  clearInterval(watching);
  return seen.map((each) => JSON.parse(String(each)) as unknown);
}

describe('a canary', () => {
  const rollout = { shift: 'canary', percent: 20, waitInMs: 60, mirrorPercent: 30 } as const;

  test('gives the new release copies, then a part, then everything', async () => {
    await deployAdd();
    const seen = await trafficDuring(() => deployAdd({ offset: 2, options: { rollout } }));
    const name = [...(workspace.azure.endpoint('demo')?.deployments.keys() ?? [])][0] ?? '';
    expect(seen).toContainEqual(
      expect.objectContaining({ mirrorTraffic: { [name]: 30 } }) as unknown,
    );
    expect(seen).toContainEqual(
      expect.objectContaining({
        traffic: expect.objectContaining({ [name]: 20 }) as unknown,
      }) as unknown,
    );
    expect(seen.at(-1)).toEqual({ traffic: { [name]: 100 }, mirrorTraffic: {} });
  });

  test('that is slower than allowed is taken back, and says by how much', async () => {
    await deployAdd();
    const busy = setInterval(() => {
      const endpoint = workspace.azure.endpoint('demo');
      const time = Date.now();
      for (const deployment of endpoint?.deployments.keys() ?? [])
        endpoint?.scored.push({ time, deployment, status: 200, tookInMs: 900 });
    }, 1);
    const slow = { ...rollout, alarms: { latencyP99InMs: 500 } };
    const error = await failureOf(deployAdd({ offset: 2, options: { rollout: slow } }));
    clearInterval(busy);
    expect(error).toMatchObject({ code: 'ROLLOUT_ALARMED', data: { restored: 1 } });
    expect(error.message).toContain('took 900 ms, more than 500');
    expect(
      workspace.azure.resources().filter((each) => each.startsWith('deployment')),
    ).toHaveLength(1);
  });

  test('watched by an alarm of somebody’s is refused: Azure’s alerts cannot be asked so', async () => {
    const watched = { ...rollout, alarms: { named: ['mine'] } };
    const error = await failureOf(deployAdd({ options: { rollout: watched } }));
    expect(error.code).toBe('ROLLOUT_UNSUPPORTED');
  });
});

describe('rolling back to a release that was kept', () => {
  test('moves the traffic, and makes nothing', async () => {
    const settings = { keepPrevious: true };
    await deployAdd({ settings });
    await deployAdd({ offset: 2, settings });
    const before = workspace.azure.requests.length;
    const kept = azureml({ ...workspace.settings, ...settings });
    await rollback('demo', kept, { timing });
    const changes = workspace.azure.requests
      .slice(before)
      .filter((request) => /^(?:PUT|PATCH|DELETE)/.test(request));
    expect(changes).toEqual(['PUT onlineEndpoints/demo']);
    expect(await answerOf(await connect('demo', kept))).toEqual([11, 21]);
    expect((await history('demo', kept)).map(({ verb }) => verb)).toEqual([
      'deploy',
      'deploy',
      'rollback',
    ]);
  });
});

describe('metrics', () => {
  test('count requests and errors as they were answered, and tell latency and instances', async () => {
    const endpoint = await deployAdd({ options: { instances: 2 } });
    for (let asked = 0; asked < 3; asked += 1) await answerOf(endpoint);
    const native = workspace.azure.endpoint('demo');
    const [deployment = ''] = native?.deployments.keys() ?? [];
    native?.scored.push({ time: Date.now(), deployment, status: 503, tookInMs: 40 });
    const until = Date.now() + 60_000;
    const { series } = await metrics('demo', target(), { since: until - 600_000, until });
    const sum = (name: string): number | undefined =>
      series.find((one) => one.name === name)?.points.reduce((all, { value }) => all + value, 0);
    // Verifying asks twice.
    expect(sum('requests')).toBe(6);
    expect(sum('server-errors')).toBe(1);
    expect(sum('client-errors')).toBe(0);
    expect(sum('instances')).toBe(2);
    const latency = series.find(({ name }) => name === 'latency-p99');
    expect(latency).toMatchObject({ unit: 'ms', periodInMs: 60_000 });
    expect(latency?.points.length).toBeGreaterThan(0);
  });

  test('need a right that is named where it is missing', async () => {
    await deployAdd();
    workspace.azure.trouble({ denied: ['metrics/read'] });
    const error = await failureOf(metrics('demo', target()));
    expect(error).toMatchObject({
      code: 'ACCESS_DENIED',
      data: { permission: 'Microsoft.Insights/metrics/read' },
    });
    expect(error.hint).toContain('"Monitoring Reader"');
  });
});

describe('autoscaling', () => {
  const autoscale = { min: 1, max: 3, requestsPerInstancePerMinute: 600 };

  test('is a rule of Azure Monitor’s for the deployment, with our tags', async () => {
    await deployAdd({ options: { autoscale } });
    const [rule = ''] = workspace.azure.resources();
    expect(rule).toMatch(/^autoscaling torchrelay-vision-demo-d-/);
    const { deployment } = await status('demo', target());
    expect(deployment.serving?.autoscaling).toMatchObject(autoscale);
    await scale('demo', target(), { instances: 2, timing });
    expect(workspace.azure.resources().join()).not.toContain('autoscaling');
  });

  test('is nothing that one has to be allowed to look at where nobody wants it', async () => {
    workspace.azure.trouble({ denied: ['autoscalesettings/read', 'autoscalesettings/write'] });
    expect(await answerOf(await deployAdd())).toEqual([11, 21]);
    const error = await failureOf(scale('demo', target(), { autoscale, timing }));
    expect(error).toMatchObject({ code: 'ACCESS_DENIED' });
    expect(error.hint).toContain('"Monitoring Contributor"');
  });
});

describe('what Azure answers by itself', () => {
  test.each([
    [404, 'no deployment of the endpoint has traffic'],
    [408, 'requestTimeoutInMs'],
    [413, 'larger than Azure Machine Learning lets through'],
    [429, '500 requests and 5 MB a second'],
  ])('a %i, is told as what it means', async (scoringStatus, meaning) => {
    const body = platformAnswer(scoringStatus, new Uint8Array());
    expect(JSON.parse(new TextDecoder().decode(body))).toEqual({
      error: expect.stringContaining(meaning) as string,
    });
  });

  test('reaches whoever asked', async () => {
    const endpoint = await deployAdd();
    workspace.azure.trouble({ scoringStatus: 404 });
    const error = await endpoint.predict({ x: [1] }).then(undefined, (thrown: unknown) => thrown);
    expect(error).toMatchObject({ status: 404 });
    expect(String(error)).toContain('no deployment of the endpoint has traffic');
  });

  test.each([500, 503])(
    'a %i, is an outage: no verdict on a new release, which the same command finishes',
    async (scoringStatus) => {
      const endpoint = await deployAdd();
      workspace.azure.trouble({ scoringStatus });
      const error = await failureOf(deployAdd({ offset: 2 }));
      expect(error).toMatchObject({ code: 'UNAVAILABLE', isRetryable: true });
      expect(error.hint).toContain('run the command again');
      workspace.azure.trouble({ scoringStatus: undefined });
      expect(await answerOf(endpoint)).toEqual([11, 21]);
      expect(await answerOf(await deployAdd({ offset: 2 }))).toEqual([12, 22]);
    },
  );
});

test('a closed network is warned of before anything is made', async () => {
  const fresh = await startWorkspace();
  await using _ = fresh;
  const managedNetwork = {
    isolationMode: 'AllowOnlyApprovedOutbound',
    status: { status: 'Active' },
  };
  fresh.azure.trouble({ managedNetwork });
  const warnings: string[] = [];
  const planning = plan(addModel(1), azureml(fresh.settings), {
    inputs: { x: 'FP32[-1]' },
    outputs: { y: 'FP32[-1]' },
    rehearseOn: false,
    onEvent: (event) => void (event.type === 'warning' && warnings.push(event.message)),
  });
  expect((await planning).notes?.map(({ code }) => code)).toEqual(['PLATFORM_LIMITS']);
  expect(warnings.join()).toContain('az ml workspace outbound-rule set');
});

test('a time limit is refused with what to do instead', async () => {
  const error = await failureOf(deployAdd({ options: { ttlInMs: 3_600_000 } }));
  expect(error.code).toBe('TTL_UNSUPPORTED');
  expect(error.hint).toContain('torchrelay destroy');
});

test('whoever may not look for rules of autoscaling reads so, and plans all the same', async () => {
  workspace.azure.trouble({ denied: ['autoscalesettings/read'] });
  const warnings: string[] = [];
  const { steps } = await plan(addModel(1), azureml(workspace.settings), {
    name: 'unseen',
    inputs: { x: 'FP32[-1]' },
    outputs: { y: 'FP32[-1]' },
    rehearseOn: false,
    onEvent: (event) => void (event.type === 'warning' && warnings.push(event.message)),
  });
  workspace.azure.trouble({ denied: [] });
  expect(steps.map(({ kind }) => kind)).toContain('deployment');
  expect(warnings.join()).toContain('Microsoft.Insights/autoscalesettings/read');
});
