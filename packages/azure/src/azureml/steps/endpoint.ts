import type { Json, StepResult } from '@torchrelay/core/target';

import { operationFailure } from '../failure/arm-failure.ts';
import { isAtWork, isBroken } from '../native.ts';
import { findEndpoint } from '../observe/find-parts.ts';
import type { OnlineEndpoint } from '../schemas.ts';
import { tagsOf } from '../tags.ts';
import { routedEndpoint } from './routed-endpoint.ts';
import { settle, type Standing } from './settle.ts';
import { endpointTagsFor, type StepRun, textOf } from './step-run.ts';

export function doCreateEndpoint(run: StepRun): Promise<StepResult> {
  const { step, client, call } = run;
  const attempt = `Cannot create the endpoint ${step.target}`;
  const path = `onlineEndpoints/${step.target}`;
  return settle({
    run,
    attempt,
    look: async () => standingOf(await findEndpoint(client, step.target, call), attempt),
    begin: () => client.send({ method: 'PUT', path, body: newEndpoint(run), attempt }, call),
  });
}

function standingOf(found: OnlineEndpoint | undefined, attempt: string): Standing {
  if (found === undefined) return { is: 'not as wanted' };
  const state = found.properties.provisioningState ?? 'Unknown';
  if (isAtWork({ state })) return { is: 'at work', detail: state };
  if (!isBroken({ state })) return { is: 'as wanted' };
  return { is: 'failed', error: operationFailure({ attempt, status: state }) };
}

function newEndpoint(run: StepRun): OnlineEndpoint {
  const { place, settings } = run;
  const { identity, auth = 'key', publicAccess = true, tags } = settings;
  return {
    location: place.location,
    identity:
      identity === undefined
        ? { type: 'SystemAssigned' }
        : { type: 'UserAssigned', userAssignedIdentities: { [identity]: {} } },
    tags: tagsOf(endpointTagsFor(run), tags),
    properties: {
      authMode: auth === 'key' ? 'Key' : 'AADToken',
      publicNetworkAccess: publicAccess ? 'Enabled' : 'Disabled',
    },
  };
}

/** Moves the traffic, and nothing else: the endpoint is written back as it was read. */
export function doRoute(run: StepRun): Promise<StepResult> {
  const { step, client, call } = run;
  const attempt = `Cannot move the traffic of ${step.target}`;
  const path = `onlineEndpoints/${step.target}`;
  const traffic = {
    to: textOf(run, 'to'),
    share: Number(call.inputs['share']),
    from: textsOf(call.inputs['from']),
  };
  const read = async (): Promise<OnlineEndpoint> =>
    (await client.send<OnlineEndpoint>({ path, attempt }, call)).body;
  return settle({
    run,
    attempt,
    async look() {
      const endpoint = await read();
      const standing = standingOf(endpoint, attempt);
      if (standing.is === 'at work') return standing;
      const now = endpoint.properties.traffic ?? {};
      const isGone = traffic.from.every((name) => (now[name] ?? 0) === 0);
      const isThere = traffic.to === '' || now[traffic.to] === traffic.share;
      return isGone && isThere && standing.is === 'as wanted' ? standing : failedOr(standing);
    },
    begin: async () =>
      client.send(
        { method: 'PUT', path, body: routedEndpoint(await read(), traffic), attempt },
        call,
      ),
  });
}

function failedOr(standing: Standing): Standing {
  return standing.is === 'failed' ? standing : { is: 'not as wanted' };
}

function textsOf(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((text) => typeof text === 'string') : [];
}

/** With all its deployments. */
export async function doDeleteEndpoint(run: StepRun): Promise<StepResult> {
  const { step, client, call } = run;
  const attempt = `Cannot delete the endpoint ${step.target}`;
  const path = `onlineEndpoints/${step.target}`;
  return settle({
    run,
    attempt,
    async look() {
      const found = await findEndpoint(client, step.target, call);
      if (found === undefined) return { is: 'as wanted' };
      const state = found.properties.provisioningState;
      return state === 'Deleting' ? { is: 'at work', detail: state } : { is: 'not as wanted' };
    },
    begin: () => client.send({ method: 'DELETE', path, attempt }, call),
  });
}
