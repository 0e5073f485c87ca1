import { TorchrelayError } from '@torchrelay/core';
import type { JsonObject, Rollout, ServeSpec, Step } from '@torchrelay/core/target';

import type { AzureMlNative, NativeEndpoint, Shares } from '../native.ts';
import { shareOf } from '../native.ts';
import { nativeStep } from './native-step.ts';
import { route } from './route-step.ts';
import { apportioned, ourShare, reachedOf, servingOf, theirShares } from './traffic.ts';

/** The new one is asked directly, then gets the traffic, part by part where that was asked for, then the endpoint is asked. */
export function switchTraffic(
  want: ServeSpec,
  { endpoint, deployments }: AzureMlNative,
  name: string,
): readonly Step[] {
  const share = ourShare(endpoint, [...deployments, { name }]);
  if (share <= 0) throw trafficTaken(want);
  const from = servingOf(endpoint, deployments).filter((serving) => serving.name !== name);
  const rollout = from.length === 0 ? undefined : want.rollout;
  const base = { name: want.name, endpoint };
  const all = { ...nothingFor(from), [name]: share };
  const watched = { rollout, deployment: name };
  const now = { ...(from.length > 0 && { [name]: 0 }), ...endpoint?.traffic };
  const parts = partsOf(rollout).map((percent): Shares => {
    const part = Math.max(1, Math.round((share * percent) / 100));
    return { ...lessened(from, endpoint, share - part), [name]: part };
  });
  return [
    verify(want, true),
    ...mirroring({ ...base, ...watched }),
    ...parts.map((traffic, index) =>
      route({
        ...base,
        now: parts[index - 1] ?? now,
        traffic,
        to: `${name}: ${traffic[name]} %`,
        watch: watch(watched, 'part'),
      }),
    ),
    route({
      ...base,
      now: parts.at(-1) ?? now,
      traffic: all,
      to: name,
      watch: watch(watched, 'all'),
    }),
    verify(want, false),
    ...keeping({ ...base, ...watched, traffic: all }),
  ];
}

/** The parts before all of it, in per cent. */
function partsOf(rollout: Rollout | undefined): readonly number[] {
  const { shift, percent = 0 } = rollout ?? { shift: 'all-at-once' };
  if (shift === 'all-at-once' || percent <= 0) return [];
  const count = shift === 'canary' ? 1 : Math.ceil(100 / percent) - 1;
  return Array.from({ length: count }, (_, index) => percent * (index + 1)).filter(
    (part) => part < 100,
  );
}

/** What those that serve now keep together, each as much of it as it has now. */
function lessened(
  from: readonly { readonly name: string }[],
  endpoint: NativeEndpoint | null,
  share: number,
): Shares {
  const now = from.map(
    ({ name }) => [name, endpoint === null ? 0 : shareOf(endpoint, name)] as const,
  );
  return apportioned(Object.fromEntries(now), share);
}

interface Rolling {
  readonly name: string;
  readonly endpoint: NativeEndpoint | null;
  readonly rollout: Rollout | undefined;
  readonly deployment: string;
}

/** _read_: Azure mirrors to one deployment of an endpoint, and at most half. */
const mostMirrored = 50;

/** A deployment gets copies of requests, or requests: not both. */
function mirroring({ name, endpoint, rollout, deployment }: Rolling): readonly Step[] {
  const percent = rollout?.mirrorPercent;
  if (percent === undefined || endpoint === null || shareOf(endpoint, deployment) > 0) return [];
  const theirs = Object.keys(endpoint.mirrorTraffic).filter((other) => other !== deployment);
  if (percent > mostMirrored || theirs.length > 0) throw notMirrored({ name, percent, theirs });
  return [
    route({
      name,
      endpoint,
      traffic: { [deployment]: 0 },
      mirror: { [deployment]: percent },
      to: `${deployment}: copies`,
      watch: watch({ rollout, deployment }, 'part'),
    }),
  ];
}

/** The old one stays for a while, after all is well. Moves nothing. */
function keeping({
  name,
  endpoint,
  traffic,
  rollout,
  deployment,
}: Rolling & { readonly traffic: Shares }): readonly Step[] {
  const { keepOldInMs = 0 } = rollout ?? {};
  if (keepOldInMs <= 0) return [];
  const to = `${deployment}: kept so`;
  const alarms = watch({ rollout, deployment }, 'part');
  const watched = { ...alarms, waitInMs: keepOldInMs };
  const step = route({ name, endpoint, traffic, to, watch: watched });
  return [{ ...step, changes: [] }];
}

/** For how long, and for what, a step watches the new release after it has moved traffic. */
function watch(
  { rollout, deployment }: Pick<Rolling, 'rollout' | 'deployment'>,
  moved: 'part' | 'all',
): JsonObject {
  const { shift, waitInMs = 0, alarms } = rollout ?? {};
  const { serverErrorsPerMinute, latencyP99InMs } = alarms ?? {};
  const isWatched = moved === 'part' || (shift === 'all-at-once' && alarms !== undefined);
  return {
    waitInMs: isWatched ? waitInMs : 0,
    deployment,
    ...(serverErrorsPerMinute !== undefined && { serverErrorsPerMinute }),
    ...(latencyP99InMs !== undefined && { latencyP99InMs }),
  };
}

/** Takes the traffic away from all of ours: Azure deletes no deployment that has some. Others keep theirs, and get ours. */
export function takeTraffic(
  name: string,
  { endpoint, deployments }: AzureMlNative,
): readonly Step[] {
  const reached = reachedOf(endpoint, deployments);
  if (reached.length === 0) return [];
  const traffic = {
    ...nothingFor(reached),
    ...apportioned(theirShares(endpoint, deployments), 100),
  };
  return [route({ name, endpoint, traffic, to: 'nothing' })];
}

function nothingFor(deployments: readonly { readonly name: string }[]): Shares {
  return Object.fromEntries(deployments.map(({ name }) => [name, 0]));
}

function verify({ name, digest }: ServeSpec, beforeTraffic: boolean): Step {
  const step = nativeStep({
    action: 'verify',
    kind: beforeTraffic ? 'deployment' : 'endpoint',
    target: name,
    inputs: { release: digest, beforeTraffic },
    methods: [],
  });
  return { ...step, permissions: invoking };
}

const invoking: readonly string[] = [
  'Microsoft.MachineLearningServices/workspaces/onlineEndpoints/listKeys/action',
  'Microsoft.MachineLearningServices/workspaces/onlineEndpoints/score/action',
  'Microsoft.MachineLearningServices/workspaces/onlineEndpoints/token/action',
];

function notMirrored({
  name,
  percent,
  theirs,
}: {
  readonly name: string;
  readonly percent: number;
  readonly theirs: readonly string[];
}): TorchrelayError {
  const isTooMuch = percent > mostMirrored;
  return new TorchrelayError({
    code: 'ROLLOUT_UNSUPPORTED',
    message: isTooMuch
      ? `Azure Machine Learning copies at most ${mostMirrored} % of the requests, not ${percent} %.`
      : `Requests of the endpoint ${name} are copied to ${theirs.join(', ')} already, and Azure copies them to one deployment only.`,
    hint: isTooMuch
      ? `Give mirrorPercent from 1 to ${mostMirrored}.`
      : `Leave mirrorPercent out, or end that: az ml online-endpoint update --name ${name} --mirror-traffic "${theirs[0]}=0"`,
    data: { name, mirrorPercent: percent, mirrored: theirs },
  });
}

function trafficTaken({ name }: ServeSpec): TorchrelayError {
  return new TorchrelayError({
    code: 'TRAFFIC_TAKEN',
    message: `All traffic of the endpoint ${name} goes to deployments that torchrelay has not made.`,
    hint: `Leave it a share: az ml online-endpoint update --name ${name} --traffic "DEPLOYMENT=0"`,
    data: { name },
  });
}
