import { existsSync } from 'node:fs';

import type { Deployment, JsonObject, LiveResource } from '@torchrelay/core/target';

import type { DeploymentStatus, ServerState } from '../server/control-messages.ts';
import { readExpiry } from '../server/expiry.ts';
import { readServerFile } from '../server/server-file.ts';
import { findServer } from '../server/spawn-server.ts';
import { serverUrl } from './local-address.ts';
import { textOf } from './text-of.ts';

/** What planning needs to know of a name. A type, not an interface: it has to be JSON. */
export type LocalNative = {
  /** `gone`: its folder is there, and no process. */
  readonly server: 'running' | 'gone';
  readonly deployments: readonly {
    readonly id: string;
    readonly state: string;
    readonly workers: number;
    readonly workersSetting: number | null;
  }[];
  /** The deployment that gets the traffic. */
  readonly live: string | null;
};

/** The one thing that a machine offers. */
export const thisMachineId: string = 'this-machine';

export interface LocalPlace {
  readonly name: string;
  readonly scope: string;
  readonly runtimeDirectory: string;
  readonly storeLocation: string;
}

/** What there is under a name; `undefined` when there is not even a folder. */
export async function observeLocal(place: LocalPlace): Promise<Deployment | undefined> {
  const { runtimeDirectory } = place;
  if (!existsSync(runtimeDirectory)) return undefined;
  const server = findServer({ runtimeDirectory });
  if (server === undefined) return leftovers(place);
  return running(place, await server.control.state());
}

function leftovers(place: LocalPlace): Deployment {
  const wasRunning = readServerFile(place.runtimeDirectory) !== undefined;
  const native: LocalNative = { server: 'gone', deployments: [], live: null };
  return {
    ...common(place),
    state: 'leftovers',
    detail: wasRunning
      ? 'the server ended without being asked to'
      : 'the server has ended; its logs are still here',
    resources: [{ kind: 'folder', id: place.runtimeDirectory, state: 'left' }],
    address: null,
    native,
  };
}

function running(place: LocalPlace, state: ServerState): Deployment {
  const live = state.deployments.find(({ id }) => id === state.live);
  const url = serverUrl(state.port);
  const native: LocalNative = {
    server: 'running',
    deployments: state.deployments.map(({ id, state: is, workers, workersSetting }) => ({
      id,
      state: is,
      workers,
      workersSetting: workersSetting ?? null,
    })),
    live: state.live ?? null,
  };
  return {
    ...common(place),
    ...stateOf(live),
    ...(live !== undefined && { serving: served(live) }),
    resources: [
      { kind: 'server', id: `process ${state.pid}`, state: 'running' },
      ...state.deployments.map(asResource),
    ],
    url,
    address: { url },
    native,
  };
}

function common({
  name,
  scope,
  storeLocation,
  runtimeDirectory,
}: LocalPlace): Pick<Deployment, 'name' | 'scope' | 'storeLocation' | 'expiresAt'> {
  const expiresAt = readExpiry(runtimeDirectory);
  return { name, scope, storeLocation, ...(expiresAt !== undefined && { expiresAt }) };
}

function stateOf(live: DeploymentStatus | undefined): Pick<Deployment, 'state' | 'detail'> {
  if (live === undefined)
    return { state: 'creating', detail: 'no deployment gets the traffic yet' };
  if (live.state === 'ready') return { state: 'ready' };
  if (live.state === 'failed') return { state: 'failed', detail: failureText(live.failure) };
  return { state: 'updating', detail: live.state };
}

function failureText(failure: JsonObject | undefined): string {
  return textOf(failure?.['message'], 'the model could not be loaded');
}

function served({
  id,
  packageDirectory,
  workers,
}: DeploymentStatus): NonNullable<Deployment['serving']> {
  const packageHex = /packages[\\/]([0-9a-f]{64})/.exec(packageDirectory)?.[1] ?? '';
  return {
    specDigest: id,
    packageDigest: `sha256:${packageHex}`,
    offerId: thisMachineId,
    instances: workers,
  };
}

function asResource({ id, state }: DeploymentStatus): LiveResource {
  return { kind: 'deployment', id, state, digest: id };
}
