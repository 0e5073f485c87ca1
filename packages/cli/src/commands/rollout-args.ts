import type { TrafficShift } from '@torchrelay/core/target';

import type { Args } from '../command-line/command.ts';
import { duration, oneOf, type ValueType, wholeNumber } from '../command-line/value-type.ts';

/** One thing that takes a change back: an alarm of the platform's by its name, or a bound. */
export type AlarmValue =
  | { readonly named: string }
  | { readonly serverErrorsPerMinute: number }
  | { readonly latencyP99InMs: number };

/** How the traffic moves to another release. */
export interface RolloutValues {
  readonly rollout: TrafficShift | undefined;
  readonly rolloutPart: { readonly percent: number } | { readonly instances: number } | undefined;
  readonly rolloutWait: number | undefined;
  readonly rolloutAlarm: readonly AlarmValue[];
  readonly rolloutMirror: number | undefined;
  readonly keepOld: number | undefined;
}

const part: ValueType<Exclude<RolloutValues['rolloutPart'], undefined>> = {
  placeholder: 'PART',
  expects: 'a share like 10%, or a number of instances',
  parse(given) {
    const [, count, sign] = /^([1-9]\d*)(%?)$/.exec(given) ?? [];
    if (count === undefined) return undefined;
    return sign === '%' ? { percent: Number(count) } : { instances: Number(count) };
  },
};

const alarm: ValueType<AlarmValue> = {
  placeholder: 'ALARM',
  expects: 'the name of an alarm, errors=5 (in a minute) or latency=500 (p99, in milliseconds)',
  parse(given) {
    const [, kind, bound] = /^(errors|latency)=(.*)$/.exec(given) ?? [];
    if (kind === undefined) return given === '' ? undefined : { named: given };
    const number = /^\d+(?:\.\d+)?$/.test(bound ?? '') ? Number(bound) : undefined;
    if (number === undefined) return undefined;
    return kind === 'errors' ? { serverErrorsPerMinute: number } : { latencyP99InMs: number };
  },
};

export const rolloutArgs: Args<RolloutValues> = {
  rollout: {
    kind: 'option',
    summary:
      'How the traffic moves to the new release: canary (a part, then the rest), linear, all-at-once',
    value: oneOf('SHIFT', ['canary', 'linear', 'all-at-once']),
  },
  rolloutPart: {
    kind: 'option',
    summary: 'The first part of a canary, each part of a linear shift: 10%, or 1 for an instance',
    value: part,
  },
  rolloutWait: {
    kind: 'option',
    summary: 'How long each part is watched before the next: 10m',
    value: duration('TIME'),
  },
  rolloutAlarm: {
    kind: 'list',
    summary:
      "What takes the change back: errors=5 (in a minute), latency=500 (p99, ms), or an alarm's name",
    value: alarm,
  },
  rolloutMirror: {
    kind: 'option',
    summary: 'So many per cent of the traffic are copied to the new release before any moves',
    value: wholeNumber('PERCENT', { from: 1 }),
  },
  keepOld: {
    kind: 'option',
    summary: 'How long the old release stays after the traffic has moved: 30m',
    value: duration('TIME'),
  },
};
