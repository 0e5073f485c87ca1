import { TorchrelayError } from '@torchrelay/core';
import type { Json, StepResult } from '@torchrelay/core/target';

import { operationFailure } from '../failure/arm-failure.ts';
import { isAtWork, isBroken, type Shares } from '../native.ts';
import { findEndpoint, listDeployments } from '../observe/find-parts.ts';
import { access, authModes } from '../plan/change-endpoint.ts';
import type { OnlineEndpoint } from '../schemas.ts';
import { tagsOf } from '../tags.ts';
import { isRoutedSo, routedEndpoint } from './routed-endpoint.ts';
import { settle, type Standing } from './settle.ts';
import { endpointTagsFor, type StepRun } from './step-run.ts';
import { begunWatch, watch, watchOf } from './watch.ts';
import { writableEndpoint } from './writable-endpoint.ts';

export function doCreateEndpoint(run: StepRun): Promise<StepResult> {
  const { step, client, call } = run;
  const attempt = `Cannot create the endpoint ${step.target}`;
  const path = `onlineEndpoints/${step.target}`;
  return settle({
    run,
    attempt,
    look: async () => standingOf(await findEndpoint(client, step.target, call), run, attempt),
    begin: () => client.send({ method: 'PUT', path, body: newEndpoint(run), attempt }, call),
  });
}

function standingOf(
  found: OnlineEndpoint | undefined,
  { step: { target: endpoint } }: StepRun,
  attempt: string,
): Standing {
  if (found === undefined) return { is: 'not as wanted' };
  const state = found.properties.provisioningState ?? 'Unknown';
  if (isAtWork({ state })) return { is: 'at work', detail: state };
  if (!isBroken({ state })) return { is: 'as wanted' };
  return { is: 'failed', error: operationFailure({ attempt, endpoint, status: state }) };
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
      authMode: authModes[auth],
      publicNetworkAccess: access(publicAccess),
    },
  };
}

/** Writes the endpoint back as it was read, with the properties and tags that the step names. */
export function doUpdateEndpoint(run: StepRun): Promise<StepResult> {
  const { call } = run;
  const properties = call.inputs['properties'] as Partial<OnlineEndpoint['properties']>;
  const tags = call.inputs['tags'] as NonNullable<OnlineEndpoint['tags']>;
  return rewrite(run, {
    attempt: `Cannot change the endpoint ${run.step.target}`,
    isSo: (endpoint) =>
      hasAll(endpoint.properties, properties) && hasAll(endpoint.tags ?? {}, tags),
    changed(endpoint) {
      const written = writableEndpoint(endpoint);
      return {
        ...written,
        tags: { ...written.tags, ...tags },
        properties: { ...written.properties, ...properties },
      };
    },
  });
}

function hasAll(of: object, wanted: object): boolean {
  const entries = new Map<string, unknown>(Object.entries(of));
  return Object.entries(wanted).every(([key, value]) => entries.get(key) === value);
}

/** Moves the traffic, and nothing else; then watches what it does, where that was asked for. */
export async function doRoute(run: StepRun): Promise<StepResult> {
  const watched = watchOf(run.call);
  if (watched !== undefined) return watch(run, watched);
  const moved = await move(run);
  return moved.state === 'done' ? watch(run, begunWatch(run.call)) : moved;
}

function move(run: StepRun): Promise<StepResult> {
  const { inputs } = run.call;
  const route = { traffic: sharesOf(inputs['traffic']), mirror: sharesOf(inputs['mirror']) };
  return rewrite(run, {
    attempt: `Cannot move the traffic of ${run.step.target}`,
    isSo: (endpoint) => isRoutedSo(endpoint, route),
    changed(endpoint) {
      const written = routedEndpoint(endpoint, route);
      checkSum(run.step.target, written);
      return written;
    },
  });
}

function sharesOf(input: Json | undefined): Shares {
  return (input ?? {}) as Shares;
}

/** The plan was made for other traffic than there is now: somebody has moved theirs meanwhile. */
function checkSum(name: string, { properties: { traffic = {} } }: OnlineEndpoint): void {
  const sum = Object.values(traffic).reduce((all, share) => all + share, 0);
  if (sum === 0 || sum === 100) return;
  throw new TorchrelayError({
    code: 'TRAFFIC_MOVED',
    message: `Somebody else has moved traffic of the endpoint ${name} meanwhile: with ours it would be ${sum} %.`,
    hint: 'Run the command again: it plans with what there is now.',
    recovery: 'replan',
    effect: 'none',
  });
}

/** A full write of what was just read, but for what is to be changed. */
function rewrite(
  run: StepRun,
  {
    attempt,
    isSo,
    changed,
  }: {
    readonly attempt: string;
    readonly isSo: (endpoint: OnlineEndpoint) => boolean;
    readonly changed: (endpoint: OnlineEndpoint) => OnlineEndpoint;
  },
): Promise<StepResult> {
  const { step, client, call } = run;
  const path = `onlineEndpoints/${step.target}`;
  const read = async (): Promise<OnlineEndpoint> =>
    (await client.send<OnlineEndpoint>({ path, attempt }, call)).body;
  return settle({
    run,
    attempt,
    async look() {
      const endpoint = await read();
      const standing = standingOf(endpoint, run, attempt);
      if (standing.is === 'at work') return standing;
      if (isSo(endpoint) && standing.is === 'as wanted') return standing;
      return standing.is === 'failed' ? standing : { is: 'not as wanted' };
    },
    begin: async () =>
      client.send({ method: 'PUT', path, body: changed(await read()), attempt }, call),
  });
}

/** With all its deployments, if all of them are ours. */
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
    async begin() {
      const { others } = await listDeployments(client, step.target, call);
      if (others.length > 0) throw notOursAlone(step.target, others);
      return client.send({ method: 'DELETE', path, attempt }, call);
    },
  });
}

function notOursAlone(name: string, others: readonly string[]): TorchrelayError {
  return new TorchrelayError({
    code: 'ENDPOINT_SHARED',
    message: `Somebody else has put ${others.join(', ')} on the endpoint ${name} meanwhile.`,
    hint: 'Run the command again: it leaves what is not torchrelay’s.',
    recovery: 'replan',
    effect: 'none',
  });
}
