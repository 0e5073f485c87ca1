import { deepEqual, equal, ok } from 'node:assert/strict';

import { gc, history, metrics, scale, status } from '@torchrelay/core';
import type { Deployment, ServingCapabilities } from '@torchrelay/core/target';

import { changesDuring } from './changes-during.ts';
import { deployAdd, nothingIsLeft, optionsFor, servesOffset } from './deploying.ts';
import type { Platform, Subject } from './subject.ts';
import type { TargetPromise } from './target-promise.ts';

const name = 'promise';

const rule = {
  min: 1,
  max: 3,
  requestsPerInstancePerMinute: 60,
  scaleOutCooldownInMs: 60_000,
  scaleInCooldownInMs: 120_000,
} as const;

/** What a target promises about a deployment that serves already, as far as its capabilities go. */
export function operatingPromises(subject: Subject): readonly TargetPromise[] {
  const { serving } = subject.createTarget();
  const capabilities = serving?.capabilities;
  return [
    ...(capabilities?.scales === true ? scalingPromises(subject) : []),
    ...(capabilities?.autoscales === true ? autoscalingPromises(subject, subject.platform) : []),
    ...(capabilities?.expires === true ? expiryPromises(subject, subject.platform) : []),
    ...(serving?.doMetrics === undefined ? [] : metricsPromises(subject)),
    ...refusalPromises(subject, capabilities),
  ];
}

function scalingPromises(subject: Subject): readonly TargetPromise[] {
  return [
    {
      name: 'scaling changes the number of instances, serves on, and makes no release',
      async run() {
        await deployAdd({ subject, offset: 1, name });
        deepEqual(await scaled(subject, 2), { instances: 2, autoscaling: undefined });
        equal((await live(subject)).serving?.instances, 2);
        await servesOffset(subject, name, 1);
        equal((await history(name, subject.createTarget())).length, 1);
      },
    },
    {
      name: 'scaling to what there is makes no request that changes anything',
      async run() {
        await deployAdd({ subject, offset: 1, name });
        await scaled(subject, 2);
        const changes = await changesDuring(subject, (target) =>
          scale(name, target, optionsFor(subject, { instances: 2 })),
        );
        deepEqual(changes, []);
      },
    },
    {
      name: 'another model is served on as many instances as the one before, unless told otherwise',
      async run() {
        await deployAdd({ subject, offset: 1, name });
        await scaled(subject, 2);
        await deployAdd({ subject, offset: 2, name });
        equal((await live(subject)).serving?.instances, 2);
        await deployAdd({ subject, offset: 2, name, options: { instances: 1 } });
        equal((await live(subject)).serving?.instances, 1);
        await servesOffset(subject, name, 2);
      },
    },
  ];
}

function autoscalingPromises(
  subject: Subject,
  { autoscale }: Platform = {},
): readonly TargetPromise[] {
  return [
    {
      name: 'a rule for autoscaling is followed, changed and ended',
      async run() {
        await deployAdd({ subject, offset: 1, name, options: { autoscale: rule } });
        deepEqual((await live(subject)).serving?.autoscaling, rule);
        const changes = await changesDuring(subject, (target) =>
          deployAdd({ subject, offset: 1, name, target, options: { autoscale: rule } }),
        );
        deepEqual(changes, [], 'the same rule is no change');
        const other = { ...rule, max: 2, requestsPerInstancePerMinute: 90 };
        await scale(name, subject.createTarget(), optionsFor(subject, { autoscale: other }));
        deepEqual((await live(subject)).serving?.autoscaling, other);
        await scaled(subject, 1);
        equal((await live(subject)).serving?.autoscaling, undefined);
        await servesOffset(subject, name, 1);
      },
    },
    ...(autoscale === undefined ? [] : [autoscaledPromise(subject, autoscale)]),
  ];
}

function autoscaledPromise(
  subject: Subject,
  autoscale: NonNullable<Platform['autoscale']>,
): TargetPromise {
  return {
    name: 'what autoscaling has set stays, also with another model',
    async run() {
      await deployAdd({ subject, offset: 1, name, options: { autoscale: rule } });
      await autoscale(name, 2);
      const changes = await changesDuring(subject, (target) =>
        deployAdd({ subject, offset: 1, name, target }),
      );
      deepEqual(changes, []);
      await deployAdd({ subject, offset: 2, name });
      const { serving } = await live(subject);
      equal(serving?.instances, 2);
      deepEqual(serving?.autoscaling, rule);
      await servesOffset(subject, name, 2);
    },
  };
}

function expiryPromises(subject: Subject, { expire }: Platform = {}): readonly TargetPromise[] {
  const hourInMs = 60 * 60_000;
  return [
    {
      name: 'a deployment says when its time is over, and a time limit can be set anew and taken away',
      async run() {
        await deployAdd({ subject, offset: 1, name, options: { ttlInMs: 10 * hourInMs } });
        endsIn(await live(subject), 10 * hourInMs);
        const again = await changesDuring(subject, (target) =>
          deployAdd({ subject, offset: 1, name, target, options: { ttlInMs: 10 * hourInMs } }),
        );
        deepEqual(again, [], 'the same time limit again is no change');
        await deployAdd({ subject, offset: 2, name });
        endsIn(await live(subject), 10 * hourInMs);
        await deployAdd({ subject, offset: 2, name, options: { ttlInMs: 20 * hourInMs } });
        endsIn(await live(subject), 20 * hourInMs);
        await deployAdd({ subject, offset: 2, name, options: { ttlInMs: null } });
        equal((await live(subject)).expiresAt, undefined);
        await servesOffset(subject, name, 2);
      },
    },
    ...(expire === undefined
      ? []
      : [expiredPromise(subject, expire), anewPromise(subject, expire)]),
  ];
}

function expiredPromise(subject: Subject, expire: NonNullable<Platform['expire']>): TargetPromise {
  return {
    name: 'what the platform leaves when the time is over, gc removes, and nothing else',
    async run() {
      await deployAdd({ subject, offset: 1, name, options: { ttlInMs: 60 * 60_000 } });
      await deployAdd({ subject, offset: 2, name: 'neighbour', options: { ttlInMs: 60 * 60_000 } });
      await expire(name);
      const { timing } = optionsFor(subject);
      const { expired } = await gc(subject.createTarget(), { ...(timing && { timing }) });
      deepEqual(expired, [name]);
      await servesOffset(subject, 'neighbour', 2);
      await gcOfNeighbour();
    },
  };

  async function gcOfNeighbour(): Promise<void> {
    await expire('neighbour');
    await gc(subject.createTarget(), { olderThanInMs: -1_000_000 });
    await nothingIsLeft(subject);
  }
}

function anewPromise(subject: Subject, expire: NonNullable<Platform['expire']>): TargetPromise {
  return {
    name: 'what is deployed after its time was over serves on, without an end',
    async run() {
      await deployAdd({ subject, offset: 1, name, options: { ttlInMs: 60 * 60_000 } });
      await expire(name);
      await deployAdd({ subject, offset: 1, name });
      equal((await live(subject)).expiresAt, undefined);
      const { timing } = optionsFor(subject);
      deepEqual((await gc(subject.createTarget(), { ...(timing && { timing }) })).expired, []);
      await servesOffset(subject, name, 1);
    },
  };
}

function metricsPromises(subject: Subject): readonly TargetPromise[] {
  return [
    {
      name: 'metrics count the requests that were made',
      async run() {
        const endpoint = await deployAdd({ subject, offset: 1, name });
        const before = await countedRequests(subject);
        for (let asked = 0; asked < 3; asked += 1) await endpoint.predict({ x: [1, 2] });
        await subject.platform?.publishMetrics?.(name);
        equal((await countedRequests(subject)) - before, 3);
      },
    },
  ];
}

function refusalPromises(
  subject: Subject,
  { autoscales = false, expires = false }: Partial<ServingCapabilities> = {},
): readonly TargetPromise[] {
  const refused = (what: string, options: Parameters<typeof optionsFor>[1], code: string) => ({
    name: `${what} is refused before anything is made`,
    async run() {
      const given = options === undefined ? {} : { options };
      const error = await deployAdd({ subject, offset: 1, name, ...given }).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      equal((error as { code?: string } | undefined)?.code, code);
      await nothingIsLeft(subject);
    },
  });
  return [
    ...(autoscales
      ? []
      : [refused('a rule for autoscaling', { autoscale: rule }, 'AUTOSCALING_UNSUPPORTED')]),
    ...(expires ? [] : [refused('a time limit', { ttlInMs: 60 * 60_000 }, 'TTL_UNSUPPORTED')]),
  ];
}

async function scaled(subject: Subject, instances: number): Promise<unknown> {
  return scale(name, subject.createTarget(), optionsFor(subject, { instances }));
}

async function live(subject: Subject): Promise<Deployment> {
  return (await status(name, subject.createTarget())).deployment;
}

/** Platforms end things by the minute. */
function endsIn({ expiresAt }: Deployment, timeInMs: number): void {
  const off = (expiresAt ?? 0) - Date.now() - timeInMs;
  ok(Math.abs(off) <= 120_000, `ends in ${timeInMs} ms, and not ${off} ms beside that`);
}

async function countedRequests(subject: Subject): Promise<number> {
  const now = Date.now();
  const window = { since: now - 10 * 60_000, until: now + 2 * 60_000 };
  const { series } = await metrics(name, subject.createTarget(), window);
  const { points = [] } = series.find((one) => one.name === 'requests') ?? {};
  return points.reduce((sum, { value }) => sum + value, 0);
}
