import type { TorchrelayError } from '@torchrelay/core';
import type { Serving } from '@torchrelay/core/target';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { failureOf } from '../../store/test-support/failure-of.ts';
import { azureml } from '../azureml.ts';
import { planServing } from '../plan/plan-serving.ts';
import { runStep } from '../test-support/run-step.ts';
import { startWorkspace, type TestWorkspace } from '../test-support/start-workspace.ts';
import { testSpec } from '../test-support/test-spec.ts';

let workspace: TestWorkspace;
let serving: Serving;
let count = 0;

beforeAll(async () => {
  workspace = await startWorkspace();
  const made = azureml(workspace.settings).serving;
  if (made === undefined) throw new Error('it serves');
  serving = made;
  for (const step of planServing(testSpec(), undefined).slice(0, 3)) await runStep(serving, step);
});
afterAll(() => workspace[Symbol.asyncDispose]());
afterEach(() => {
  workspace.azure.trouble({ deploymentFails: undefined, refuses: undefined, serverCrashes: false });
});

/** How another deployment on the same endpoint fails. */
async function failure(
  trouble: Parameters<typeof workspace.azure.trouble>[0],
): Promise<TorchrelayError> {
  const spec = testSpec(`model ${(count += 1)}`);
  const steps = planServing(spec, undefined);
  const [model, deployment] = steps.filter(({ kind }) => ['model', 'deployment'].includes(kind));
  if (model === undefined || deployment === undefined) throw new Error('they are planned');
  await runStep(serving, model);
  workspace.azure.trouble(trouble);
  return failureOf(runStep(serving, deployment));
}

/** Each cause on Microsoft's page about failing deployments, in its words where it has any. */
describe('a deployment that Azure accepted and that comes to nothing', () => {
  test.each([
    [
      'OutOfQuota',
      'CPU quota: not enough vCPU quota for standardNCADSA100v4Family.',
      'QUOTA_EXCEEDED',
      'next-offer',
      'Usage + quotas',
    ],
    [
      'OutOfQuota',
      'Cluster quota: you have reached the number of clusters.',
      'QUOTA_EXCEEDED',
      'never',
      'compute clusters',
    ],
    ['OutOfQuota', 'Disk quota: no space left on device.', 'DISK_FULL', 'never', 'disk'],
    [
      'OutOfQuota',
      'Memory quota: the container needs more memory.',
      'OUT_OF_MEMORY',
      'never',
      '--accelerator',
    ],
    [
      'OutOfQuota',
      'Role assignment quota reached for the subscription.',
      'QUOTA_EXCEEDED',
      'never',
      'azureml({ identity })',
    ],
    [
      'OutOfQuota',
      'The maximum number of endpoints in this region is reached.',
      'QUOTA_EXCEEDED',
      'never',
      'az ml online-endpoint list',
    ],
    [
      'OutOfQuota',
      'Region-wide VM capacity: the specified VM Size failed to provision.',
      'NO_CAPACITY',
      'next-offer',
      'none of these instances free',
    ],
    [
      'OutOfCapacity',
      'There is a lack of capacity in the region.',
      'NO_CAPACITY',
      'next-offer',
      'none of these instances free',
    ],
    [
      'OutOfQuota',
      'The specified subscription has a Standard NC family vCPU quota of 0 and cannot accomodate for at least 1 requested managed compute nodes which maps to 12 vCPUs.',
      'QUOTA_EXCEEDED',
      'next-offer',
      'Usage + quotas',
    ],
    ['OutOfQuota', 'Kubernetes unschedulable.', 'QUOTA_EXCEEDED', 'next-offer', 'Usage + quotas'],
    [
      'BadArgument',
      "Subscription 's' doesn't exist.",
      'SUBSCRIPTION_DISABLED',
      'never',
      'az account list',
    ],
    [
      'BadArgument',
      'Startup task failed due to authorization error.',
      'PACKAGE_NOT_READABLE',
      'never',
      '"Storage Blob Data Reader"',
    ],
    [
      'BadArgument',
      'Startup task failed due to incorrect role assignments on resource.',
      'PACKAGE_NOT_READABLE',
      'never',
      '"AcrPull"',
    ],
    [
      'BadArgument',
      'Invalid template function specification: policy assignment tags.',
      'POLICY_REFUSED',
      'never',
      'az policy assignment list',
    ],
    [
      'BadArgument',
      'Unable to download user container image.',
      'IMAGE_NOT_READABLE',
      'never',
      '"AcrPull"',
    ],
    [
      'BadArgument',
      'Unable to download user model.',
      'PACKAGE_NOT_READABLE',
      'never',
      '"Storage Blob Data Reader"',
    ],
    [
      'ResourceNotFound',
      'The image mine/server:1 could not be pulled.',
      'IMAGE_NOT_READABLE',
      'never',
      'no password of a registry',
    ],
    [
      'WorkspaceManagedNetworkNotReady',
      'The network is not provisioned.',
      'NETWORK_NOT_READY',
      'never',
      'provision-network',
    ],
    [
      'OperationCanceled',
      'Operation was canceled by another operation that has a higher priority.',
      'CANCELED',
      'never',
      'Run the command again',
    ],
    [
      'OperationCanceled',
      'Operation was canceled due to a previous operation waiting for lock confirmation.',
      'BUSY',
      'replan',
      'Run the command again',
    ],
    [
      'SecretsInjectionError',
      'Access denied to get the secret.',
      'SECRETS_NOT_READABLE',
      'never',
      'identity may not read a secret',
    ],
    [
      'InternalServerError',
      'Something went wrong.',
      'UNAVAILABLE',
      'replan',
      'Run the command again',
    ],
    ['Unheard', 'The moon is full.', 'DEPLOYMENT_FAILED', 'never', 'torchrelay logs demo'],
  ])('%s "%s" is %s, to be met with: %s', async (code, message, told, recovery, hint) => {
    const error = await failure({ deploymentFails: { code, message } });
    expect(error).toMatchObject({ code: told, recovery, effect: 'done' });
    expect(error.message).toContain(message.replace(/\.$/, ''));
    expect(error.hint).toContain(hint);
  });

  test('since its container crashed shows the container’s last lines', async () => {
    const error = await failure({ serverCrashes: true });
    expect(error).toMatchObject({
      code: 'SERVER_NOT_READY',
      recovery: 'never',
      hint: expect.stringMatching(/torchrelay logs demo$/) as string,
    });
    expect(error.message).toContain('\n  error: creating server: Internal');
  });

  test('since its image could not be built shows the last lines of the build that it names', async () => {
    await workspace.azure.writeBuildLog('ImageLogs/1/build.log', 'Step 1/2\nmanifest unknown\n');
    const message =
      "Image build failed: the build log under the storage account 'a' in the container 'azureml' at the path 'ImageLogs/1/build.log'";
    const error = await failure({ deploymentFails: { code: 'ImageBuildFailure', message } });
    expect(error).toMatchObject({
      code: 'IMAGE_BUILD_FAILED',
      data: { buildLog: 'azureml/ImageLogs/1/build.log' },
    });
    expect(error.message.split('\n').slice(-2)).toEqual(['  Step 1/2', '  manifest unknown']);
  });

  test('since its image could not be built stays that failure where there is no such log', async () => {
    const message = "… at the path 'ImageLogs/none/build.log'";
    const error = await failure({ deploymentFails: { code: 'ImageBuildFailure', message } });
    expect(error.code).toBe('IMAGE_BUILD_FAILED');
    expect(error.message).not.toContain('\n');
  });
});

describe('a deployment that Azure refuses at once', () => {
  const inner = (text: string): string =>
    `InferencingClient HttpRequest error, error detail: ${JSON.stringify({ errors: { VmSize: [text] }, status: 400 })}`;

  test.each([
    [
      400,
      'BadRequest',
      inner(
        'Not enough quota available for Standard_NC24ads_A100_v4 in SubscriptionId s. Current usage/limit: 0/6. Additional needed: 24',
      ),
      'QUOTA_EXCEEDED',
      'next-offer',
      'Usage + quotas',
    ],
    [
      400,
      'BadRequest',
      inner('The VM size Standard_X is not supported.'),
      'NOT_OFFERED',
      'next-offer',
      'another instance type',
    ],
    [
      403,
      'AuthorizationFailed',
      "The client 'me' does not have authorization to perform action 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments/write' over scope 'x'.",
      'ACCESS_DENIED',
      'never',
      '"AzureML Data Scientist" on the workspace',
    ],
    [
      403,
      'LinkedAuthorizationFailed',
      "The client 'me' has permission to perform action 'a' on scope 'b'; however, it does not have permission to perform action 'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action' on the linked scope",
      'ACCESS_DENIED',
      'never',
      '"Managed Identity Operator"',
    ],
    [
      403,
      'RequestDisallowedByPolicy',
      "Resource 'demo' was disallowed by policy.",
      'POLICY_REFUSED',
      'never',
      'az policy assignment list',
    ],
    [
      409,
      'MissingSubscriptionRegistration',
      "The subscription is not registered to use namespace 'Microsoft.MachineLearningServices'.",
      'PROVIDER_NOT_REGISTERED',
      'never',
      'az provider register',
    ],
    [
      409,
      'ScopeLocked',
      "The scope 'x' cannot perform write operation because following scope(s) are locked.",
      'RESOURCE_LOCKED',
      'never',
      'az lock list',
    ],
    [
      409,
      'ReadOnlyDisabledSubscription',
      "The subscription 's' is disabled and therefore marked as read only.",
      'SUBSCRIPTION_DISABLED',
      'never',
      'az account list',
    ],
    [429, 'TooManyRequests', 'Slow down.', 'THROTTLED', 'retry', 'in a minute'],
    [400, 'BadRequest', 'The moon is full.', 'AZURE_REFUSED', 'never', ''],
  ])('%i %s is %s', async (status, code, message, told, recovery, hint) => {
    const body = { error: { code, message } };
    const path = `deployments/${deploymentToCome()}`;
    const error = await failure({ refuses: { path, status, body } });
    expect(error).toMatchObject({ code: told, recovery });
    expect(error.hint ?? '').toContain(hint);
  });

  function deploymentToCome(): string {
    const spec = testSpec(`model ${count + 1}`);
    return planServing(spec, undefined).find(({ kind }) => kind === 'deployment')?.target ?? '';
  }
});

test('while an image is built its log’s last line is shown', async () => {
  // It is built for as long as it is looked at, however long that takes.
  const fresh = await startWorkspace({ looks: Number.POSITIVE_INFINITY });
  await using _ = fresh;
  const made = azureml(fresh.settings).serving;
  const environment = planServing(testSpec(), undefined).find(({ kind }) => kind === 'environment');
  if (made === undefined || environment === undefined) throw new Error('it is planned');
  let told = '';
  await runStep(made, environment, {
    until(detail) {
      told = detail;
      return detail.includes('|');
    },
  });
  expect(told).toMatch(/^Creating: .* \| Successfully built/);
});
