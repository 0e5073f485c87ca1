import { ApplicationAutoScaling } from '@aws-sdk/client-application-auto-scaling';
import { IAM } from '@aws-sdk/client-iam';
import { Scheduler } from '@aws-sdk/client-scheduler';
import {
  connect,
  deploy,
  destroy,
  list,
  metrics,
  plan,
  policyOf,
  type RelayEvent,
  scale,
  status,
  type TorchrelayError,
} from '@torchrelay/core';
import type { ProxiedRequest } from '@torchrelay/stand-ins';
import { addModel } from '@torchrelay/testing';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';

import { sagemaker } from '../sagemaker.ts';
import { declared, startServingAccount } from '../test-support/serving-account.ts';
import { scalableTarget } from './operating-native.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const account = await startServingAccount();
const { aws, line, settings, deployAdd } = account;
afterAll(() => account[Symbol.asyncDispose]());
beforeEach(async () => {
  await account.startAgain();
  line.requests.length = 0;
});

const target = sagemaker(settings);
const name = declared.name ?? '';
const { timing } = declared;
const rule = { min: 1, max: 3, requestsPerInstancePerMinute: 60 };
const hourInMs = 3_600_000;

/** `scheduler PUT`, `iam CreateRole`, `sagemaker CreateModel`: what a request asks for. */
function operationOf({ headers, form, method, url }: ProxiedRequest): string {
  const service = headers.authorization?.split('/')[3] ?? '';
  const named = headers['x-amz-target'];
  const said = typeof named === 'string' ? named.split('.')[1] : form?.get('Action');
  return `${service} ${said ?? `${method} ${url.split('?')[0]}`}`;
}

const asked = (): readonly string[] => line.requests.map(operationOf);

function refuse(code: string, message: string, operation: RegExp, times = Infinity): void {
  let left = times;
  line.fault = (request) => {
    if (!operation.test(operationOf(request)) || (left -= 1) < 0) return undefined;
    const headers = { 'content-type': 'application/json', 'x-amzn-errortype': code };
    const body = JSON.stringify({ __type: code, message, Message: message });
    return { status: code === 'AccessDeniedException' ? 403 : 400, headers, body };
  };
}

async function failureOf(work: PromiseLike<unknown>): Promise<TorchrelayError> {
  try {
    await work;
  } catch (error) {
    return error as TorchrelayError;
  }
  throw new Error('it succeeded, and should have failed');
}

describe('an app that may only invoke', () => {
  test('needs nothing but a reference, and asks for nothing else', async () => {
    const endpoint = await deployAdd(1);
    const reference = JSON.parse(JSON.stringify(endpoint));
    line.requests.length = 0;
    refuse('AccessDeniedException', 'You are not authorized.', /^(?!.*\/invocations$)/);
    const only = await connect(reference, sagemaker(settings));
    const { y } = await only.predict({ x: [1] });
    expect(Array.from(y?.data as Float32Array)).toEqual([2]);
    expect(asked()).toEqual([`sagemaker POST /endpoints/${name}/invocations`]);
  });
});

describe('autoscaling', () => {
  const client = new ApplicationAutoScaling({ ...settings, maxAttempts: 1 });
  afterAll(() => client.destroy());

  test('is what Application Auto Scaling was asked for', async () => {
    await deployAdd(1, { autoscale: { ...rule, scaleInCooldownInMs: 90_000 } });
    const { ResourceId, ...about } = scalableTarget(name);
    const { ScalableTargets: [found] = [] } = await client.describeScalableTargets({
      ...about,
      ResourceIds: [ResourceId],
    });
    expect(found).toMatchObject({ MinCapacity: 1, MaxCapacity: 3 });
    const { ScalingPolicies = [] } = await client.describeScalingPolicies({ ...about, ResourceId });
    expect(ScalingPolicies).toHaveLength(1);
    expect(ScalingPolicies[0]).toMatchObject({
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingScalingPolicyConfiguration: {
        TargetValue: 60,
        PredefinedMetricSpecification: {
          PredefinedMetricType: 'SageMakerVariantInvocationsPerInstance',
        },
        ScaleOutCooldown: 300,
        ScaleInCooldown: 90,
      },
    });
  });

  test('is taken off before the endpoint goes', async () => {
    await deployAdd(1, { autoscale: rule });
    line.requests.length = 0;
    await destroy(name, target, { ...(timing && { timing }) });
    const changes = asked().filter((one) => /Deregister|DeleteEndpoint$/.test(one));
    expect(changes).toEqual([
      'application-autoscaling DeregisterScalableTarget',
      'sagemaker DeleteEndpoint',
    ]);
    expect(await account.everything()).toEqual([]);
  });

  test('may not be looked at: that is said, and stops nothing', async () => {
    refuse('AccessDeniedException', 'not allowed', /autoscaling Describe|scheduler GET/);
    const warnings: string[] = [];
    const onEvent = (event: RelayEvent): void => {
      if (event.type === 'warning') warnings.push(event.message);
    };
    await deployAdd(1, { onEvent });
    expect(await account.servedOffset()).toBe(1);
    // Once each, however often it is looked for.
    expect(warnings.filter((one) => one.includes('DescribeScalableTargets'))).toHaveLength(1);
    expect(warnings.filter((one) => one.includes('scheduler:GetSchedule'))).toHaveLength(1);
    expect((await status(name, target)).state).toBe('ready');
  });

  test('may not be set: the permission that is missing is named, and what served serves', async () => {
    await deployAdd(1);
    refuse('AccessDeniedException', 'not allowed', /PutScalingPolicy/);
    const error = await failureOf(
      scale(name, target, { autoscale: rule, ...(timing && { timing }) }),
    );
    expect(error).toMatchObject({
      code: 'ACCESS_DENIED',
      data: { permission: 'application-autoscaling:PutScalingPolicy' },
    });
    line.fault = () => undefined;
    expect(await account.servedOffset()).toBe(1);
    // Without its policy a target does nothing; somebody else's plans may hang on it. It goes with the endpoint.
    await destroy(name, target, { ...(timing && { timing }) });
    expect(await account.everything()).toEqual([]);
  });
});

describe('scaling', () => {
  test('goes by the number of instances alone: no model, no configuration', async () => {
    await deployAdd(1);
    line.requests.length = 0;
    await scale(name, target, { instances: 3, ...(timing && { timing }) });
    const changes = asked().filter((one) => /^sagemaker (Create|Update|Delete)/.test(one));
    expect(changes).toEqual(['sagemaker UpdateEndpointWeightsAndCapacities']);
    expect((await status(name, target)).deployment.serving?.instances).toBe(3);
  });

  test('is waited for while SageMaker shows the old number, and is taken back where that stays', async () => {
    await deployAdd(1);
    const { native } = (await status(name, target)).deployment;
    const stale = {
      EndpointName: name,
      EndpointArn: (native as { endpoint: { arn: string } }).endpoint.arn,
      EndpointStatus: 'InService',
      EndpointConfigName: 'demo-old',
      ProductionVariants: [{ VariantName: 'AllTraffic', DesiredInstanceCount: 1 }],
      CreationTime: 1,
      LastModifiedTime: 1,
    };
    let isAsked = false;
    let left = 2;
    line.fault = (request) => {
      isAsked ||= operationOf(request).endsWith('UpdateEndpointWeightsAndCapacities');
      const isLook = operationOf(request).endsWith('DescribeEndpoint');
      if (!isAsked || !isLook || (left -= 1) < 0) return undefined;
      const headers = { 'content-type': 'application/x-amz-json-1.1' };
      return { status: 200, headers, body: JSON.stringify(stale) };
    };
    await scale(name, target, { instances: 3, ...(timing && { timing }) });
    isAsked = false;
    left = Infinity;
    const error = await failureOf(scale(name, target, { instances: 2, ...(timing && { timing }) }));
    expect(error.code).toBe('UPDATE_TAKEN_BACK');
    expect(error.message).toContain('it has as many instances as before, 1');
  });

  test('beyond the quota puts back what there was, and names the quota', async () => {
    await deployAdd(1);
    const type = (await status(name, target)).deployment.serving?.offerId.split('/')[1] ?? '';
    await aws.trouble({ quota: { [type]: 2 } });
    const error = await failureOf(scale(name, target, { instances: 3, ...(timing && { timing }) }));
    await aws.trouble({ quota: { [type]: 1000 } });
    expect(error.message).toContain(`${type} for endpoint usage`);
    expect((await status(name, target)).deployment.serving?.instances).toBe(1);
    expect(await account.servedOffset()).toBe(1);
  });
});

describe('a time limit', () => {
  const client = new Scheduler({ ...settings, maxAttempts: 1 });
  afterAll(() => client.destroy());

  test('is a schedule that deletes this endpoint alone, once, and stays to tell of it', async () => {
    const before = Date.now();
    await deployAdd(1, { ttlInMs: 2 * hourInMs });
    const schedule = await client.getSchedule({ Name: 'torchrelay-demo' });
    expect(schedule).toMatchObject({
      ScheduleExpressionTimezone: 'UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
      ActionAfterCompletion: 'NONE',
      Target: {
        Arn: 'arn:aws:scheduler:::aws-sdk:sagemaker:deleteEndpoint',
        RoleArn: `arn:aws:iam::${aws.accountId}:role/torchrelay/torchrelay-ttl-us-east-1-demo`,
        Input: '{"EndpointName":"demo"}',
      },
    });
    const { expiresAt = 0 } = await status(name, target);
    // The next whole minute.
    expect(expiresAt % 60_000).toBe(0);
    expect(expiresAt).toBeGreaterThanOrEqual(before + 2 * hourInMs);
    expect(expiresAt).toBeLessThan(Date.now() + 2 * hourInMs + 60_000);
  });

  const unknownRole =
    'The execution role you provide must allow AWS EventBridge Scheduler to assume the role.';

  test('waits until the scheduler knows its new role', async () => {
    refuse('ValidationException', unknownRole, /^scheduler POST/, 2);
    const waits: string[] = [];
    const onEvent = (event: RelayEvent): void => {
      if (event.type === 'step-wait' && event.kind === 'schedule') waits.push(event.detail);
    };
    await deployAdd(1, { ttlInMs: hourInMs, onEvent });
    expect(waits).toContain('waiting until the scheduler may take its new role on');
    expect((await status(name, target)).expiresAt).toBeDefined();
  });

  test('that is refused for another reason is an error at once, and nothing is left', async () => {
    refuse('ValidationException', 'Invalid Schedule Expression.', /^scheduler POST/);
    const error = await failureOf(deployAdd(1, { ttlInMs: hourInMs }));
    expect(error.message).toContain('Invalid Schedule Expression');
    line.fault = () => undefined;
    await destroy(name, target, { ...(timing && { timing }) });
    const left = (await account.everything()).filter((one) => !one.startsWith('object packages/'));
    // A role that no schedule tells of is found by nobody: the next attempt, or the next time limit, takes it up.
    expect(left).toEqual(['role torchrelay-ttl-us-east-1-demo']);
    await deployAdd(1, { ttlInMs: hourInMs });
    await destroy(name, target, { ...(timing && { timing }) });
    expect(await account.everything()).toEqual([]);
  });

  test('takes a role that is given, and makes none', async () => {
    const given = sagemaker({ ...settings, schedulerRole: settings.role ?? '' });
    await deploy(addModel(1), given, { ...declared, ttlInMs: hourInMs });
    expect(asked().filter((one) => /CreateRole/.test(one))).toEqual([]);
    const { Target } = await client.getSchedule({ Name: 'torchrelay-demo' });
    expect(Target?.RoleArn).toBe(settings.role);
  });

  test('with a role that is given, and that the scheduler may not take on, is an error at once', async () => {
    refuse('ValidationException', unknownRole, /^scheduler POST/);
    const given = sagemaker({ ...settings, schedulerRole: settings.role ?? '' });
    const error = await failureOf(deploy(addModel(1), given, { ...declared, ttlInMs: hourInMs }));
    expect(error.message).toContain(unknownRole.slice(0, -1));
    expect(asked().filter((one) => one.startsWith('scheduler POST'))).toHaveLength(1);
  });

  test('leaves a role of that name alone that somebody else has made', async () => {
    const iam = new IAM({ ...settings, maxAttempts: 1 });
    const RoleName = 'torchrelay-ttl-us-east-1-demo';
    await iam.createRole({ RoleName, AssumeRolePolicyDocument: '{}' });
    await expect(deployAdd(1, { ttlInMs: hourInMs })).rejects.toMatchObject({
      code: 'NAME_TAKEN',
      hint: expect.stringContaining('sagemaker({ schedulerRole })'),
    });
    expect((await iam.listRolePolicies({ RoleName })).PolicyNames).toEqual([]);
    await iam.deleteRole({ RoleName });
    iam.destroy();
  });

  test('is in the policy that a plan needs, for this name alone', async () => {
    const found = await plan(addModel(1), target, { ...declared, ttlInMs: hourInMs });
    const policy = JSON.stringify(policyOf(found, target));
    expect(policy).toContain(':schedule/default/torchrelay-demo"');
    expect(policy).toContain(':role/torchrelay/torchrelay-ttl-us-east-1-demo"');
    expect(policy).toContain('scheduler.amazonaws.com');
    const without = JSON.stringify(policyOf(await plan(addModel(1), target, declared), target));
    expect(without).not.toContain('torchrelay-ttl');
    expect(without).not.toContain('scheduler.amazonaws.com');
    const given = sagemaker({ ...settings, schedulerRole: 'arn:aws:iam::123456789012:role/ends' });
    const handedOn = await plan(addModel(1), given, { ...declared, ttlInMs: hourInMs });
    const handing = JSON.stringify(policyOf(handedOn, given));
    expect(handing).toContain('role/ends"');
    expect(handing).not.toContain('torchrelay-ttl');
  });
});

describe('removing what is still being made', () => {
  test('waits for it, and says so', async () => {
    await aws.trouble({ delay: 0.4 });
    const stopping = new AbortController();
    const onEvent = (event: RelayEvent): void => {
      if (event.type === 'step-wait' && event.kind === 'endpoint') stopping.abort();
    };
    const stopped = await failureOf(deployAdd(1, { abortSignal: stopping.signal, onEvent }));
    expect(stopped.code).toBe('ABORTED');
    expect((await status(name, target)).state).toBe('creating');
    const waits: string[] = [];
    await destroy(name, target, {
      ...(timing && { timing }),
      onEvent(event) {
        if (event.type === 'step-wait') waits.push(event.detail);
      },
    });
    await aws.trouble({ delay: 0.02 });
    expect(waits.join()).toMatch(/Creating|delet/i);
    expect(await Array.fromAsync(list(target))).toEqual([]);
    expect(
      (await account.everything()).filter((one) => !one.startsWith('object packages/')),
    ).toEqual([]);
  });
});

describe('metrics', () => {
  test('are counted from requests, and failures apart from them', async () => {
    const endpoint = await deployAdd(1);
    const total = async (which: string): Promise<number> => {
      const now = Date.now();
      const window = { since: now - 600_000, until: now + 120_000 };
      const { series } = await metrics(name, target, window);
      const { points = [] } = series.find((one) => one.name === which) ?? {};
      return points.reduce((sum, { value }) => sum + value, 0);
    };
    const before = await total('requests');
    await endpoint.predict({ x: [1] });
    await endpoint.predict({ x: [2] });
    expect((await total('requests')) - before).toBe(2);
    expect(await total('server-errors')).toBe(0);
    expect(await total('latency-p99')).toBeGreaterThan(0);
  });

  test('are read to the last page, and tell what was not measured', async () => {
    await deployAdd(1);
    line.requests.length = 0;
    const { series } = await metrics(name, target);
    expect(asked().filter((one) => one.endsWith('GetMetricData'))).toHaveLength(3);
    expect(series.map((one) => one.name)).toEqual([
      'requests',
      'client-errors',
      'server-errors',
      'latency-p50',
      'latency-p95',
      'latency-p99',
      'cpu',
      'memory',
      'gpu',
      'gpu-memory',
    ]);
    expect(series.find((one) => one.name === 'gpu')?.points).toEqual([]);
  });
});
