import { TorchrelayError } from '@torchrelay/core';
import type { Rollout, ServeSpec } from '@torchrelay/core/target';

import { startUpTimes } from './start-up-times.ts';

/** What SageMaker takes, in seconds. _spec_: botocore's model of UpdateEndpoint. */
const longestWaitInSeconds = 3600;
const longestChangeInSeconds = 28_800;
const mostAlarms = 10;
/** Per cent of the instances. _spec_: as its model's documentation says. */
const sizes = {
  canary: { least: 1, most: 50 },
  linear: { least: 10, most: 50 },
  rolling: { least: 5, most: 50 },
} as const;

/** How long a rollout takes by design: its waits, and what the old release stays. In seconds. */
export function waitsInSeconds({
  rollout,
  instances,
}: Pick<ServeSpec, 'rollout' | 'instances'>): number {
  if (rollout === undefined) return 0;
  const { waitInMs, keepOldInMs } = rollout;
  return stagesOf(rollout, instances) * inSeconds(waitInMs) + inSeconds(keepOldInMs);
}

/** After which SageMaker gives a change up: the waits, twice the time to start, and half an hour. */
export function limitInSeconds(want: ServeSpec): number {
  const { downloadTimeoutInSeconds, healthTimeoutInSeconds } = startUpTimes(want.package.entries);
  const starting = 2 * (downloadTimeoutInSeconds + healthTimeoutInSeconds);
  return Math.min(longestChangeInSeconds, waitsInSeconds(want) + starting + 1800);
}

function stagesOf({ shift, percent, instances: part }: Rollout, instances: number): number {
  if (shift === 'all-at-once') return 1;
  if (shift === 'canary') return 2;
  return Math.ceil(part === undefined ? 100 / (percent ?? 100) : instances / part);
}

/** SageMaker counts in whole seconds. */
export function inSeconds(milliseconds: number): number {
  return Math.ceil(milliseconds / 1000);
}

/**
 * What SageMaker would refuse only when the package is uploaded.
 *
 * @throws TorchrelayError `ROLLOUT_INVALID`
 */
export function checkRollout(want: ServeSpec): void {
  const { rollout, strategy } = want;
  if (rollout === undefined) return;
  const problem =
    (strategy === 'in-place' ? inPlaceProblem(rollout) : undefined) ??
    sizeProblem(want, rollout) ??
    timeProblem(want, rollout) ??
    alarmsProblem(rollout);
  if (problem === undefined) return;
  const [message, hint] = problem;
  throw new TorchrelayError({ code: 'ROLLOUT_INVALID', message, hint, data: { strategy } });
}

type Problem = readonly [message: string, hint: string] | undefined;

function inPlaceProblem({ shift, keepOldInMs }: Rollout): Problem {
  if (shift === 'canary')
    return [
      'With the strategy "in-place" SageMaker moves batch after batch: there is no canary.',
      'Use the shift "linear", or the strategy "side-by-side".',
    ];
  if (keepOldInMs > 0)
    return [
      'With the strategy "in-place" no old instance stays.',
      'Leave keepOldInMs out, or use the strategy "side-by-side".',
    ];
  return undefined;
}

function sizeProblem({ instances, strategy }: ServeSpec, rollout: Rollout): Problem {
  const { shift, percent, instances: part } = rollout;
  if (shift === 'all-at-once') return undefined;
  const { least, most } = sizes[strategy === 'in-place' ? 'rolling' : shift];
  if (instances < 2)
    return [
      `SageMaker moves at most half of the instances at a time, and there ${instances === 1 ? 'is one' : 'are none'}.`,
      'Take two instances at least, or move all traffic at once (alarms can watch that too).',
    ];
  const share = percent ?? (100 * (part ?? 0)) / instances;
  if (share >= least && share <= most) return undefined;
  const given = percent === undefined ? `${part} of ${instances} instances` : `${percent} %`;
  return [
    `SageMaker takes parts of ${least} to ${most} % of the instances here, not ${given}.`,
    'Choose another part.',
  ];
}

function timeProblem(want: ServeSpec, { waitInMs, keepOldInMs }: Rollout): Problem {
  const longest = Math.max(inSeconds(waitInMs), inSeconds(keepOldInMs));
  if (longest > longestWaitInSeconds)
    return [`SageMaker waits for at most an hour at a time, not ${longest} s.`, 'Wait for less.'];
  const total = waitsInSeconds(want);
  if (total > longestChangeInSeconds)
    return [
      `The waits are ${total} s together, and SageMaker ends a change after ${longestChangeInSeconds} s.`,
      'Take larger parts, or wait for less.',
    ];
  return undefined;
}

function alarmsProblem({ alarms = {} }: Rollout): Problem {
  const count = (alarms.named?.length ?? 0) + ownAlarms(alarms).length;
  if (count <= mostAlarms) return undefined;
  return [
    `SageMaker watches at most ${mostAlarms} alarms, not ${count}.`,
    'Join some of them in a composite alarm.',
  ];
}

/** What the alarms that are made for a change watch. */
export type OwnAlarm = 'server-errors' | 'latency';

const ownAlarmKinds: readonly OwnAlarm[] = ['server-errors', 'latency'];

export function ownAlarms(alarms: Rollout['alarms'] = {}): readonly OwnAlarm[] {
  return [
    ...(alarms.serverErrorsPerMinute === undefined ? [] : ['server-errors' as const]),
    ...(alarms.latencyP99InMs === undefined ? [] : ['latency' as const]),
  ];
}

/** As the endpoint's tag has them. */
export function writeAlarms(kinds: readonly OwnAlarm[]): string {
  return kinds.join(' ');
}

export function readAlarms(text = ''): readonly OwnAlarm[] {
  return ownAlarmKinds.filter((kind) => text.split(' ').includes(kind));
}

/** CloudWatch's names are the account's: ours say whose they are. */
export function alarmName(name: string, kind: OwnAlarm): string {
  return `torchrelay-${name}-${kind}`;
}

/** All that a change is watched by. */
export function alarmNames({
  name,
  rollout,
}: Pick<ServeSpec, 'name' | 'rollout'>): readonly string[] {
  const { alarms } = rollout ?? {};
  return [...(alarms?.named ?? []), ...ownAlarms(alarms).map((kind) => alarmName(name, kind))];
}

/** In one line, for the plan. */
export function describeRollout({ shift, percent, instances, waitInMs }: Rollout): string {
  const part = percent === undefined ? `${instances} at a time` : `${percent} %`;
  const wait = `watched for ${inSeconds(waitInMs)} s`;
  return shift === 'all-at-once' ? `all at once, ${wait}` : `${shift}, ${part}, ${wait}`;
}
