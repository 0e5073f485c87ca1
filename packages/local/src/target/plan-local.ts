import { TorchrelayError } from '@torchrelay/core';
import type { Deployment, ServeSpec, Step, StepAction, StepInput } from '@torchrelay/core/target';

import type { LocalNative } from './local-deployment.ts';

/** A server process per name, deployments in it, and the traffic to one of them. Pure. */
export function planLocal(
  want: ServeSpec | undefined,
  live: Deployment | undefined,
  workersSetting?: number,
): readonly Step[] {
  const native = live?.native as LocalNative | undefined;
  if (want === undefined) return live === undefined ? [] : [deleteServer(live.name)];
  checkSupported(want);
  const seen = native ?? { server: 'gone', deployments: [], live: null };
  return changes(want, seen, workersSetting ?? null);
}

function changes(
  want: ServeSpec,
  { server, deployments, live }: LocalNative,
  workersSetting: number | null,
): readonly Step[] {
  const served = deployments.find(({ id }) => id === live);
  const workers = workersFor(want, served?.workersSetting, workersSetting);
  const present = deployments.find(({ id }) => id === want.digest);
  const deletions = deployments
    .filter(({ id }) => id !== want.digest)
    .map(({ id }) => step({ action: 'delete', kind: 'deployment', target: id, name: want.name }));
  const isRouted = live === want.digest;
  const isRecreated = want.strategy === 'recreate' && !isRouted;
  return [
    ...(server === 'running' ? [] : [createServer(want.name)]),
    ...expirySteps(want),
    ...(isRecreated ? deletions : []),
    ...deploymentSteps(want, present, { workers, workersSetting }),
    ...(isRouted ? [] : trafficSteps(want, live)),
    ...(isRecreated ? [] : deletions),
  ];
}

/** As many as before, unless the settings say otherwise than they did then; where nobody says, the server decides. */
function workersFor(
  { instances }: ServeSpec,
  before: number | null | undefined,
  setting: number | null,
): number | null {
  const isChanged = setting !== null && before !== undefined && before !== setting;
  return isChanged || instances === 0 ? setting : instances;
}

function expirySteps({ name, ttlInMs }: ServeSpec): readonly Step[] {
  if (ttlInMs === undefined) return [];
  if (ttlInMs === null) return [step({ action: 'delete', kind: 'time limit', target: name, name })];
  const inputs = { ttlInMs };
  return [step({ action: 'create', kind: 'time limit', target: name, name, inputs })];
}

function deploymentSteps(
  want: ServeSpec,
  present: LocalNative['deployments'][number] | undefined,
  asked: { readonly workers: number | null; readonly workersSetting: number | null },
): readonly Step[] {
  const { name, digest } = want;
  const create = step({
    action: 'create',
    kind: 'deployment',
    target: digest,
    name,
    inputs: { prefix: want.package.prefix, ...asked },
  });
  const remove = step({ action: 'delete', kind: 'deployment', target: digest, name });
  const state = present?.state;
  if (present !== undefined && state === 'ready') return workerSteps(want, present.workers);
  return state === 'failed' || state === 'draining' ? [remove, create] : [create];
}

function workerSteps({ name, digest, instances }: ServeSpec, before: number): readonly Step[] {
  if (instances === 0 || instances === before) return [];
  const inputs = { release: digest, workers: instances };
  return [
    {
      ...step({ action: 'update', kind: 'workers', target: name, name, inputs }),
      changes: [{ path: 'workers', before, after: instances }],
    },
  ];
}

function trafficSteps({ name, digest }: ServeSpec, before: string | null): readonly Step[] {
  const inputs = { release: digest };
  return [
    step({
      action: 'verify',
      kind: 'deployment',
      target: digest,
      name,
      inputs: { ...inputs, beforeTraffic: true },
    }),
    {
      ...step({ action: 'route', kind: 'traffic', target: name, name, inputs }),
      changes: [{ path: 'deployment', ...(before !== null && { before }), after: digest }],
    },
    step({
      action: 'verify',
      kind: 'endpoint',
      target: name,
      name,
      inputs: { ...inputs, beforeTraffic: false },
    }),
  ];
}

function createServer(name: string): Step {
  return step({ action: 'create', kind: 'server', target: name, name });
}

function deleteServer(name: string): Step {
  return step({ action: 'delete', kind: 'server', target: name, name });
}

function step({
  action,
  kind,
  target,
  name,
  inputs = {},
}: {
  readonly action: StepAction;
  readonly kind: string;
  readonly target: string;
  readonly name: string;
  readonly inputs?: { readonly [name: string]: StepInput };
}): Step {
  return {
    id: `${action} ${kind} ${target}`,
    action,
    kind,
    target,
    after: [],
    inputs: { ...inputs, name },
    changes: [],
    permissions: [],
  };
}

function checkSupported({ engine, environment }: ServeSpec): void {
  const isImage = engine.kind === 'image';
  if (!isImage && Object.keys(environment).length === 0) return;
  const what = isImage ? `the image ${engine.image}` : 'environment variables';
  throw new TorchrelayError({
    code: 'LOCAL_UNSUPPORTED',
    message: `A local server takes no ${what.replace('the ', '')}: it always runs the same PyTorch worker, with a scrubbed environment.`,
    hint: 'Leave it out here.',
  });
}
