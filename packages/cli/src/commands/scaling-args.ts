import type { Args } from '../command-line/command.ts';
import { amount, duration, wholeNumber } from '../command-line/value-type.ts';

/** How many instances, or by which rule they change. */
export interface ScalingValues {
  readonly instances: number | undefined;
  readonly minInstances: number | undefined;
  readonly maxInstances: number | undefined;
  readonly requestsPerMinute: number | undefined;
  readonly scaleOutCooldown: number | undefined;
  readonly scaleInCooldown: number | undefined;
}

export const scalingArgs: Args<ScalingValues> = {
  instances: {
    kind: 'option',
    summary: 'How many, until it is scaled again; ends a rule',
    value: wholeNumber('N', { from: 1 }),
  },
  minInstances: {
    kind: 'option',
    summary: 'Scale by a rule: at least so many instances',
    value: wholeNumber('N', { from: 1 }),
  },
  maxInstances: {
    kind: 'option',
    summary: 'At most so many, which quota and budget have to allow',
    value: wholeNumber('N', { from: 1 }),
  },
  requestsPerMinute: {
    kind: 'option',
    summary: 'The rule aims at so many requests a minute for each instance',
    value: amount('N'),
  },
  scaleOutCooldown: {
    kind: 'option',
    summary: 'How long none are added after some were; by default 5m',
    value: duration('TIME'),
  },
  scaleInCooldown: {
    kind: 'option',
    summary: 'How long none are taken away after some were; by default 5m',
    value: duration('TIME'),
  },
};
