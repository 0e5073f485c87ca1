import type { Json, Serving, ServeSpec, Step, StepResult } from '@torchrelay/core/target';
import type { StartContainer } from '@torchrelay/stand-ins';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { failureOf } from '../../store/test-support/failure-of.ts';
import { azureml } from '../azureml.ts';
import { deploymentNameOf } from '../names.ts';
import { planServing } from '../plan/plan-serving.ts';
import { runStep } from '../test-support/run-step.ts';
import { startWorkspace, type TestWorkspace } from '../test-support/start-workspace.ts';
import { testSpec } from '../test-support/test-spec.ts';

let workspace: TestWorkspace;
let serving: Serving;
let name = '';
let count = 0;

beforeAll(async () => {
  workspace = await startWorkspace({ start: startAnything });
  const made = azureml(workspace.settings).serving;
  if (made === undefined) throw new Error('it serves');
  serving = made;
});
afterAll(() => workspace[Symbol.asyncDispose]());
beforeEach(() => {
  name = `steps-${(count += 1)}`;
});

/** A server that nobody asks. */
const startAnything: StartContainer = async () => ({
  invoke: () => Promise.reject(new Error('nobody asks it')),
  [Symbol.asyncDispose]: async () => undefined,
});

const spec = (model = 'one'): ServeSpec => ({ ...testSpec(model), name });

function stepOf(action: string, kind: string, want: ServeSpec | undefined = spec()): Step {
  const found = planServing(want, undefined).find(
    (step) => step.action === action && step.kind === kind,
  );
  if (found === undefined) throw new Error(`there is no ${action} ${kind}`);
  return found;
}

/** One look of a step, as a process without memory has it, or one that remembers. */
function once(step: Step, continuation?: Json): Promise<StepResult> {
  const inputs = step.inputs as Readonly<Record<string, Json>>;
  return serving.doStep(step, { inputs, ...(continuation !== undefined && { continuation }) });
}

/** What was sent that changes something, during some work. */
async function changesDuring(work: () => Promise<unknown>): Promise<readonly string[]> {
  const before = workspace.azure.requests.length;
  await work();
  return workspace.azure.requests.slice(before).filter((request) => !/^GET|getLogs$/.test(request));
}

async function makeAll(model = 'one'): Promise<string> {
  for (const [action, kind] of [
    ['create', 'endpoint'],
    ['create', 'environment'],
    ['create', 'model'],
    ['create', 'deployment'],
  ] as const)
    await runStep(serving, stepOf(action, kind, spec(model)));
  return deploymentNameOf(spec(model));
}

describe('a step that an earlier process began', () => {
  test('is waited for, and not begun again', async () => {
    const step = stepOf('create', 'endpoint');
    await runStep(serving, step);
    const endpoint = workspace.azure.endpoint(name);
    if (endpoint === undefined) throw new Error('it was made');
    endpoint.state = 'Creating';
    const changes = await changesDuring(async () => {
      expect(await once(step)).toMatchObject({ state: 'pending', detail: 'Creating' });
    });
    endpoint.state = 'Succeeded';
    expect(changes).toEqual([]);
  });

  test('and ended is done', async () => {
    const step = stepOf('create', 'endpoint');
    await runStep(serving, step);
    expect(
      await changesDuring(async () => expect(await once(step)).toEqual({ state: 'done' })),
    ).toEqual([]);
  });

  test('is looked at by itself where Azure has forgotten the operation', async () => {
    const step = stepOf('create', 'endpoint');
    await runStep(serving, step);
    const url = `${workspace.azure.url}/subscriptions/${workspace.azure.subscription}/providers/Microsoft.MachineLearningServices/locations/eastus/mfeOperationsStatus/gone`;
    expect(await once(step, { polls: 0, operation: { url, via: 'status' } })).toEqual({
      state: 'done',
    });
  });
});

describe('a removal', () => {
  test.each(['endpoint', 'model', 'deployment', 'autoscaling'] as const)(
    'of a %s that is not there is done',
    async (kind) => {
      const inputs = { endpoint: name, name: 'torchrelay-x', version: '1' };
      const step: Step = {
        id: 'x',
        action: 'delete',
        kind,
        target: kind === 'endpoint' ? name : 'd-none',
        after: [],
        inputs,
        changes: [],
        permissions: [],
      };
      expect(await once(step)).toEqual({ state: 'done' });
    },
  );
});

describe('what is already changing', () => {
  test('is waited for before it is changed', async () => {
    await makeAll();
    const endpoint = workspace.azure.endpoint(name);
    if (endpoint === undefined) throw new Error('it was made');
    endpoint.state = 'Updating';
    const route = stepOf('route', 'traffic');
    const changes = await changesDuring(async () => {
      expect(await once(route)).toMatchObject({ state: 'pending', detail: 'Updating' });
    });
    expect(changes).toEqual([]);
    endpoint.state = 'Succeeded';
    await runStep(serving, route);
    expect(endpoint.written.properties['traffic']).toEqual({ [deploymentNameOf(spec())]: 100 });
  });
});

describe('traffic', () => {
  test('that somebody else has moved meanwhile is planned anew, not overwritten', async () => {
    const ours = await makeAll();
    const endpoint = workspace.azure.endpoint(name);
    const deployment = endpoint?.deployments.get(ours);
    if (endpoint === undefined || deployment === undefined) throw new Error('it was made');
    endpoint.deployments.set('theirs', { ...deployment, name: 'theirs' });
    endpoint.written = {
      ...endpoint.written,
      properties: { ...endpoint.written.properties, traffic: { theirs: 100 } },
    };
    const error = await failureOf(runStep(serving, stepOf('route', 'traffic')));
    expect(error).toMatchObject({ code: 'TRAFFIC_MOVED', recovery: 'replan', effect: 'none' });
    expect(endpoint.written.properties['traffic']).toEqual({ theirs: 100 });
  });
});

describe('a new deployment', () => {
  test('is asked for as the release says, with probes and limits', async () => {
    const target = azureml({
      ...workspace.settings,
      requestTimeoutInMs: 30_500,
      concurrentRequests: 8,
      tags: { team: 'vision' },
    }).serving;
    if (target === undefined) throw new Error('it serves');
    serving = target;
    const ours = await makeAll('two');
    const written = workspace.azure.endpoint(name)?.deployments.get(ours)?.written;
    expect(written).toMatchObject({
      sku: { name: 'Default', capacity: 1 },
      tags: { team: 'vision', 'torchrelay:name': name },
      properties: {
        endpointComputeType: 'Managed',
        instanceType: 'Standard_NC24ads_A100_v4',
        modelMountPath: '/models',
        appInsightsEnabled: false,
        requestSettings: { requestTimeout: 'PT31S', maxConcurrentRequestsPerInstance: 8 },
        livenessProbe: { initialDelay: 'PT301S', failureThreshold: 30 },
        readinessProbe: { initialDelay: 'PT10S', failureThreshold: 31 },
      },
    });
    expect(String(written?.properties['model'])).toMatch(
      /\/models\/torchrelay-steps-\d+\/versions\/[0-9a-f]{12}$/,
    );
  });

  test('has a server with three routes, none of which loads or unloads a model', async () => {
    await makeAll();
    const [environment] = [...workspace.azure.environments()];
    expect(environment?.properties).toMatchObject({
      osType: 'Linux',
      inferenceConfig: {
        livenessRoute: { path: '/v2/health/live', port: 8000 },
        readinessRoute: { path: '/v2/health/ready', port: 8000 },
        scoringRoute: { path: '/v2/models/model/infer', port: 8000 },
      },
    });
  });
});
