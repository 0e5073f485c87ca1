import { deepEqual, equal } from 'node:assert/strict';

import { history, type RolloutOptions } from '@torchrelay/core';
import type { RolloutCapabilities } from '@torchrelay/core/target';

import { deployAdd, failureOf, nothingIsLeft, destroyAll, servesOffset } from './deploying.ts';
import type { Platform, Subject } from './subject.ts';
import type { TargetPromise } from './target-promise.ts';

const name = 'promise';

/** Some platforms move traffic by instances: half of two is a part on all of them. */
const instances = 2;

/** What targets promise that can move the traffic part by part. */
export function rolloutPromises(subject: Subject): readonly TargetPromise[] {
  const { rollout: able, strategies = [] } = subject.createTarget().serving?.capabilities ?? {};
  if (able === undefined || !able.shifts.includes('canary')) return [];
  const strategy = strategies.find((known) => known !== 'recreate') ?? 'recreate';
  const canary = { shift: 'canary', percent: 50, waitInMs: 1 } as const;
  const deployTo = async (offset: 1 | 2, rollout: RolloutOptions): Promise<void> => {
    await deployAdd({ subject, offset, name, options: { instances, strategy, rollout } });
  };
  const { soundAlarm } = subject.platform ?? {};
  return [
    {
      name: 'a canary that nothing speaks against ends with all traffic on the new release',
      async run() {
        await deployTo(1, canary);
        await deployTo(2, canary);
        await servesOffset(subject, name, 2);
        const numbers = (await history(name, subject.createTarget())).map(({ number }) => number);
        deepEqual(numbers, [1, 2]);
      },
    },
    ...(soundAlarm === undefined ? [] : [alarmPromise({ subject, able, deployTo, soundAlarm })]),
  ];
}

function alarmPromise({
  subject,
  able,
  deployTo,
  soundAlarm,
}: {
  readonly subject: Subject;
  readonly able: RolloutCapabilities;
  readonly deployTo: (offset: 1 | 2, rollout: RolloutOptions) => Promise<void>;
  readonly soundAlarm: NonNullable<Platform['soundAlarm']>;
}): TargetPromise {
  return {
    name: 'a canary of which an alarm goes off is taken back, and leaves no alarm behind',
    async run() {
      const makes = able.alarms.includes('serverErrorsPerMinute');
      const alarms = makes ? { serverErrorsPerMinute: 0 } : { named: ['torchrelay-promise'] };
      const canary = { shift: 'canary', percent: 50, waitInMs: 1, alarms } as const;
      await deployTo(1, canary);
      soundAlarm(name);
      const error = await failureOf(deployTo(2, canary));
      equal(error.data['restored'], 1);
      await servesOffset(subject, name, 1);
      await deployTo(2, canary);
      await servesOffset(subject, name, 2);
      await destroyAll(subject, name);
      await nothingIsLeft(subject);
    },
  };
}
