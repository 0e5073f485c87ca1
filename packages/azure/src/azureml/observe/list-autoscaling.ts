import { TorchrelayError } from '@torchrelay/core';
import type { Call } from '@torchrelay/core/target';

import { readAutoscaling } from '../autoscaling/autoscale-setting.ts';
import type { MlClient } from '../client/ml-client.ts';
import type { NativeAutoscaling } from '../native.ts';
import type { AutoscaleSetting } from '../schemas.ts';
import { readEndpointTags } from '../tags.ts';

/**
 * The rules for deployments of an endpoint that we have made. Who may not look has most likely never made any: that is
 * told, and stops nothing.
 */
export async function listAutoscaling(
  client: MlClient,
  name: string,
  call: Call,
): Promise<readonly NativeAutoscaling[]> {
  const path = 'Microsoft.Insights/autoscalesettings';
  const attempt = `Cannot look for rules of autoscaling for ${name}`;
  const found: NativeAutoscaling[] = [];
  try {
    for await (const setting of client.list<AutoscaleSetting>({ path, attempt }, call)) {
      const deployment = deploymentOf(setting, { client, name });
      if (deployment === undefined) continue;
      found.push({ id: setting.id ?? '', deployment, rule: readAutoscaling(setting) ?? null });
    }
  } catch (error) {
    if (!TorchrelayError.isInstance(error) || error.code !== 'ACCESS_DENIED') throw error;
    call.onWarning?.({
      code: 'autoscaling-unknown',
      message: [error.message, error.hint].filter((part) => part !== undefined).join(' '),
    });
    return [];
  }
  return found;
}

/** Azure does not keep to one way of writing ids. */
function deploymentOf(
  { tags, properties: { targetResourceUri = '' } }: AutoscaleSetting,
  { client: { workspaceId }, name }: { readonly client: MlClient; readonly name: string },
): string | undefined {
  if (readEndpointTags(tags)?.name !== name) return undefined;
  const prefix = `${workspaceId}/onlineEndpoints/${name}/deployments/`;
  const isHere = targetResourceUri.toLowerCase().startsWith(prefix.toLowerCase());
  return isHere ? targetResourceUri.slice(prefix.length) : undefined;
}
