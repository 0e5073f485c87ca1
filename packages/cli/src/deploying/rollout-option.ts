import type { DeployOptions, RolloutOptions } from '@torchrelay/core';

import type { AlarmValue, RolloutValues } from '../commands/rollout-args.ts';

/** The SDK's `rollout` of what was said on the command line; nothing where nothing was. */
export function rolloutOption({
  rollout: shift,
  rolloutPart,
  rolloutWait: waitInMs,
  rolloutAlarm,
  rolloutMirror: mirrorPercent,
  keepOld: keepOldInMs,
}: RolloutValues): Pick<DeployOptions, 'rollout'> {
  const rollout: RolloutOptions = {
    ...(shift !== undefined && { shift }),
    ...rolloutPart,
    ...(waitInMs !== undefined && { waitInMs }),
    ...(keepOldInMs !== undefined && { keepOldInMs }),
    ...(mirrorPercent !== undefined && { mirrorPercent }),
    ...(rolloutAlarm.length > 0 && { alarms: alarmsOf(rolloutAlarm) }),
  };
  return Object.keys(rollout).length === 0 ? {} : { rollout };
}

function alarmsOf(alarms: readonly AlarmValue[]): NonNullable<RolloutOptions['alarms']> {
  const named = alarms.flatMap((alarm) => ('named' in alarm ? [alarm.named] : []));
  const bounds = alarms.filter((alarm) => !('named' in alarm));
  return { ...(named.length > 0 && { named }), ...Object.assign({}, ...bounds) };
}
