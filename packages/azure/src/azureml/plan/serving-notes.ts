import type { Deployment, PlanNote, ServeSpec } from '@torchrelay/core/target';

import {
  type AzureMlSettings,
  defaultRequestTimeoutInMs,
  longestRequestTimeoutInMs,
} from '../azureml-settings.ts';
import { platformLimits } from '../platform-limits.ts';
import { nativeOf } from './plan-serving.ts';
import { registryNote } from './registry-note.ts';
import { reachedOf, servingOf, theirShares } from './traffic.ts';

type NoteSettings = Pick<AzureMlSettings, 'identity' | 'keepPrevious' | 'requestTimeoutInMs'>;

/** What the steps of a plan do not say by themselves. Pure. */
export function servingNotes(
  want: ServeSpec | undefined,
  live: Deployment | undefined,
  settings: NoteSettings = {},
): readonly PlanNote[] {
  if (want === undefined) return notesOfRemoval(live);
  const isNew = nativeOf(live).endpoint === null;
  const isSame = live?.serving?.specDigest === want.digest;
  return [
    ...(isNew ? [limitsNote(settings)] : []),
    ...(isSame ? [] : registryNote(want, settings)),
    ...(isSame ? [] : rolloutNote(want, live)),
    ...(isSame ? [] : previousNote(live, settings)),
  ];
}

function limitsNote({ requestTimeoutInMs = defaultRequestTimeoutInMs }: NoteSettings): PlanNote {
  const { requestsPerSecond, megabytesPerSecond } = platformLimits;
  return {
    code: 'PLATFORM_LIMITS',
    message: `Azure lets ${requestsPerSecond} requests and ${megabytesPerSecond} MB a second through to an endpoint, and waits ${requestTimeoutInMs / 1000} s for an answer (${longestRequestTimeoutInMs / 1000} s at most).`,
  };
}

function rolloutNote({ rollout }: ServeSpec, live: Deployment | undefined): readonly PlanNote[] {
  const { endpoint, deployments } = nativeOf(live);
  if (rollout === undefined || servingOf(endpoint, deployments).length === 0) return [];
  const { shift, percent, waitInMs, mirrorPercent, alarms, keepOldInMs } = rollout;
  const wait = minutes(waitInMs);
  const parts = [
    ...(mirrorPercent === undefined
      ? []
      : [`copies of ${mirrorPercent} % of the requests for ${wait}`]),
    ...(shift === 'canary' ? [`${percent} % of the traffic for ${wait}, then all of it`] : []),
    ...(shift === 'linear' ? [`${percent} % more of the traffic every ${wait}`] : []),
    ...(shift === 'all-at-once' ? ['all of the traffic'] : []),
  ].join(', then ');
  const watched =
    alarms === undefined
      ? 'Nothing watches it meanwhile.'
      : 'Azure Monitor’s figures, which are minutes late, take it back.';
  const kept =
    keepOldInMs > 0 ? ` The old release stays for ${minutes(keepOldInMs)} after it.` : '';
  return [{ code: 'ROLLOUT', message: `The new release gets ${parts}. ${watched}${kept}` }];
}

function minutes(timeInMs: number): string {
  return timeInMs < 60_000 ? `${timeInMs / 1000} s` : `${Math.round(timeInMs / 6000) / 10} min`;
}

function previousNote(
  live: Deployment | undefined,
  { keepPrevious }: NoteSettings,
): readonly PlanNote[] {
  const instances = live?.serving?.instances;
  if (keepPrevious !== true || instances === undefined) return [];
  return [
    {
      code: 'PREVIOUS_KEPT',
      message: `The release before stays deployed on its ${instances === 1 ? 'instance, which is' : `${instances} instances, which are`} paid for until it goes.`,
    },
  ];
}

function notesOfRemoval(live: Deployment | undefined): readonly PlanNote[] {
  const { endpoint, deployments, others } = nativeOf(live);
  if (endpoint === null || others.length === 0) return [];
  const [first = ''] = others;
  const what = others.length === 1 ? `${first} is` : `${others.join(', ')} are`;
  const theirs = Object.keys(theirShares(endpoint, deployments));
  const loses = reachedOf(endpoint, deployments).length > 0;
  const traffic =
    !loses || theirs.length === 0 ? '' : ` All of its traffic goes to ${theirs.join(', ')}.`;
  return [
    {
      code: 'ENDPOINT_SHARED',
      message: `The endpoint ${live?.name ?? ''} stays: ${what} on it, which torchrelay has not made.${traffic} Once that is gone, the same command removes the endpoint too.`,
    },
  ];
}
