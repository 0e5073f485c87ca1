import type { CallWarning } from '@torchrelay/core/target';
import { expect, test } from 'vitest';

import { type Answer, azureServer } from '../../catalogue/test-support/azure-server.ts';
import { testCredential } from '../../catalogue/test-support/test-reader.ts';
import { failureOf } from '../../store/test-support/failure-of.ts';
import { autoscaleSetting } from '../autoscaling/autoscale-setting.ts';
import { mlClient } from '../client/ml-client.ts';
import type { NativeAutoscaling } from '../native.ts';
import { tagsOf } from '../tags.ts';
import { listAutoscaling } from './list-autoscaling.ts';

const rule = {
  min: 1,
  max: 2,
  requestsPerInstancePerMinute: 60,
  scaleOutCooldownInMs: 60_000,
  scaleInCooldownInMs: 60_000,
};
const workspace =
  '/subscriptions/s/resourceGroups/My Group/providers/Microsoft.MachineLearningServices/workspaces/w';

function setting(deploymentId: string, name: string): object {
  const tags = tagsOf({ name, store: 'x' });
  return { id: '/r', ...autoscaleSetting({ rule, deploymentId, location: 'eastus', tags }) };
}

async function listed(
  answer: Answer,
  onWarning?: (warning: CallWarning) => void,
): Promise<readonly NativeAutoscaling[]> {
  await using server = await azureServer(() => answer);
  const client = mlClient({
    cloud: server.cloud,
    subscription: 's',
    resourceGroup: 'My Group',
    workspace: 'w',
    credential: async () => testCredential,
    timing: { delayInMs: 1, maxRetries: 0 },
  });
  return await listAutoscaling(client, 'demo', onWarning === undefined ? {} : { onWarning });
}

test('rules for deployments of an endpoint are found by tags and target, in whatever letters Azure writes it', async () => {
  const id = `${workspace}/onlineEndpoints/demo/deployments/d-1`;
  const value = [
    setting(id.toLowerCase(), 'demo'),
    setting(id, 'other'),
    setting(id.replace('/w/', '/another/'), 'demo'),
    { ...setting(id, 'demo'), tags: {} },
  ];
  expect(await listed({ body: { value } })).toEqual([{ id: '/r', deployment: 'd-1', rule }]);
});

test('a rule that somebody has changed into another is known to be there', async () => {
  const made = setting(`${workspace}/onlineEndpoints/demo/deployments/d-1`, 'demo');
  const profiles = { properties: { ...(made as { properties: object }).properties, profiles: [] } };
  const value = [{ ...made, ...profiles }];
  expect(await listed({ body: { value } })).toEqual([{ id: '/r', deployment: 'd-1', rule: null }]);
});

test('whoever may not look is told, and goes on', async () => {
  const warnings: CallWarning[] = [];
  const error = { code: 'AuthorizationFailed', message: 'no' };
  const denied = { status: 403, body: { error } };
  expect(await listed(denied, (warning) => warnings.push(warning))).toEqual([]);
  expect(warnings[0]?.message).toContain('Microsoft.Insights/autoscalesettings/read');
});

test('an outage is not an empty list', async () => {
  expect(await failureOf(listed({ status: 503, body: {} }))).toMatchObject({ code: 'UNAVAILABLE' });
});
