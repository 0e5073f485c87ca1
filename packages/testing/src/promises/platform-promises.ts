import { equal, notEqual } from 'node:assert/strict';

import { type RelayEvent, status } from '@torchrelay/core';

import { deployAdd, failureOf, servesOffset } from './deploying.ts';
import type { Platform, Subject } from './subject.ts';
import type { TargetPromise } from './target-promise.ts';

const name = 'promise';

/** What a target promises when its platform misbehaves; each needs a way to make it. */
export function platformPromises(subject: Subject): readonly TargetPromise[] {
  const { exhaust, replenish, rollBackNextUpdate } = subject.platform ?? {};
  return [
    ...(exhaust === undefined ? [] : ladderPromises(subject, exhaust, replenish)),
    ...(rollBackNextUpdate === undefined ? [] : [rollbackPromise(subject, rollBackNextUpdate)]),
  ];
}

function ladderPromises(
  subject: Subject,
  exhaust: NonNullable<Platform['exhaust']>,
  replenish: Platform['replenish'],
): readonly TargetPromise[] {
  return [
    {
      name: 'an offer that cannot be had is crossed out and the next one serves, also after running it again',
      async run() {
        await deployAdd({ subject, offset: 1, name });
        const first = await servingOffer(subject);
        exhaust(first);
        const failed: string[] = [];
        const onEvent = (event: RelayEvent): void => {
          if (event.type === 'offer-fail') failed.push(event.offer);
        };
        await deployAdd({ subject, offset: 2, name, options: { onEvent } });
        equal(failed.join(), first);
        const second = await servingOffer(subject);
        notEqual(second, first);
        replenish?.();
        await deployAdd({ subject, offset: 2, name });
        equal(await servingOffer(subject), second, 'what serves and satisfies stays');
        await servesOffset(subject, name, 2);
      },
    },
  ];
}

function rollbackPromise(
  subject: Subject,
  rollBackNextUpdate: NonNullable<Platform['rollBackNextUpdate']>,
): TargetPromise {
  return {
    name: 'a change that the platform silently puts back is reported as failed',
    async run() {
      await deployAdd({ subject, offset: 1, name });
      rollBackNextUpdate(name);
      const error = await failureOf(deployAdd({ subject, offset: 2, name }));
      equal(error.data['restored'], 1);
      await servesOffset(subject, name, 1);
      await deployAdd({ subject, offset: 2, name });
      await servesOffset(subject, name, 2);
    },
  };
}

async function servingOffer(subject: Subject): Promise<string> {
  const { deployment } = await status(name, subject.createTarget());
  return deployment.serving?.offerId ?? 'none';
}
