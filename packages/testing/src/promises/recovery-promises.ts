import { equal, ok } from 'node:assert/strict';

import { deploy, destroy, gc, history, type RelayEvent, status } from '@torchrelay/core';

import { addModel } from '../models.ts';
import { crashingTarget } from './crashing-target.ts';
import {
  deployAdd,
  destroyAll,
  failureOf,
  nothingIsLeft,
  optionsFor,
  servesOffset,
} from './deploying.ts';
import { listedNames } from './serving-promises.ts';
import type { Subject } from './subject.ts';
import type { TargetPromise } from './target-promise.ts';

const name = 'promise';
/** A crashed holder's lease must have ended before the next one can go on. */
const shortLeaseInMs = 15;
const moments = ['before', 'after'] as const;

export function recoveryPromises(subject: Subject): readonly TargetPromise[] {
  const timing = { ...subject.timing, leaseInMs: subject.timing?.leaseInMs ?? shortLeaseInMs };
  const impatient: Subject = { ...subject, timing };
  return [
    {
      name: 'an aborted deployment stops waiting, and running it again finishes it',
      async run() {
        const abort = new AbortController();
        const onEvent = ({ type }: RelayEvent): void => {
          if (type === 'step-wait') abort.abort();
        };
        const options = { onEvent, abortSignal: abort.signal };
        const error = await failureOf(deployAdd({ subject, offset: 1, name, options }));
        equal(error.code, 'ABORTED');
        await deployAdd({ subject, offset: 1, name });
        await servesOffset(subject, name, 1);
      },
    },
    {
      name: 'a first deployment killed at any request is finished by the next run',
      run: () =>
        crashEverywhere(async (run) => {
          await run((target) => deployAdd({ subject: impatient, offset: 1, name, target }));
          await whenFree(() => deployAdd({ subject: impatient, offset: 1, name }));
          await servesOffset(subject, name, 1);
        }),
    },
    {
      name: 'a change killed at any request leaves an answer, and is finished by the next run',
      run: () =>
        crashEverywhere(async (run) => {
          await deployAdd({ subject: impatient, offset: 1, name });
          await run((target) => deployAdd({ subject: impatient, offset: 2, name, target }));
          await whenFree(() => deployAdd({ subject: impatient, offset: 2, name }));
          await servesOffset(subject, name, 2);
        }),
    },
    {
      name: 'a removal killed at any request is finished by the next run',
      run: () =>
        crashEverywhere(async (run) => {
          await deployAdd({ subject: impatient, offset: 1, name });
          await run(async (target) => destroy(name, target, optionsFor(impatient)));
        }),
    },
    {
      name: 'what a killed first deployment left is removed by gc, and nothing else is',
      async run() {
        await deployAdd({ subject: impatient, offset: 1, name: 'neighbour' });
        await killedAtFirstWait(impatient);
        await leaseEnds();
        await gc(subject.createTarget(), { olderThanInMs: -1_000_000, ...optionsFor(impatient) });
        equal((await listedNames(subject)).join(), 'neighbour');
        await servesOffset(subject, 'neighbour', 1);
        await whenFree(() => destroyAll(impatient, 'neighbour'));
        await nothingIsLeft(subject);
      },
    },
    {
      name: 'of two deployments at once one wins, and the other says so',
      async run() {
        const results = await Promise.allSettled([
          deployAdd({ subject, offset: 1, name }),
          deployAdd({ subject, offset: 2, name }),
        ]);
        const winners = results.filter(({ status: is }) => is === 'fulfilled').length;
        ok(winners >= 1, 'one of them wins');
        for (const result of results) if (result.status === 'rejected') isConflict(result.reason);
        const releases = await history(name, subject.createTarget());
        equal(releases.length, winners, 'every winner is in the history');
        const { deployment } = await status(name, subject.createTarget());
        equal(deployment.serving?.specDigest, releases.at(-1)?.spec.digest, 'the last one serves');
        await deployAdd({ subject, offset: 3, name });
        await servesOffset(subject, name, 3);
      },
    },
    {
      name: 'a plan that was approved is refused when the world has changed since',
      async run() {
        await deployAdd({ subject, offset: 1, name });
        const options = optionsFor(subject, {
          name,
          confirm: async () => {
            await deployAdd({ subject, offset: 3, name });
            return true;
          },
        });
        const error = await failureOf(deploy(addModel(2), subject.createTarget(), options));
        equal(error.code, 'STALE_PLAN');
        await servesOffset(subject, name, 3);
      },
    },
  ];

  /** One run of a scenario for each request that it makes, with the crash before it and after it. */
  async function crashEverywhere(scenario: Scenario): Promise<void> {
    for (const moment of moments) {
      let goesOn = true;
      for (let atRequest = 1; goesOn; atRequest += subject.crashEvery ?? 1) {
        goesOn = await crashOnce(scenario, { atRequest, moment });
        await whenFree(() => destroyAll(impatient, name));
        await nothingIsLeft(subject);
      }
    }
  }

  async function crashOnce(
    scenario: Scenario,
    crash: Parameters<typeof crashingTarget>[1],
  ): Promise<boolean> {
    const crashing = crashingTarget(subject.createTarget(), crash);
    await scenario(async (work) => {
      // Whatever the killed process would have reported, nobody hears it.
      await work(crashing.target).catch(() => {});
    });
    return crashing.hasCrashed();
  }

  async function killedAtFirstWait(of: Subject): Promise<void> {
    const abort = new AbortController();
    const onEvent = ({ type }: RelayEvent): void => {
      if (type === 'step-wait') abort.abort();
    };
    const options = { onEvent, abortSignal: abort.signal };
    await failureOf(deployAdd({ subject: of, offset: 2, name, options }));
  }

  async function leaseEnds(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, timing.leaseInMs));
  }
}

type Scenario = (
  run: (work: (target: ReturnType<Subject['createTarget']>) => Promise<unknown>) => Promise<void>,
) => Promise<void>;

/** Runs the work as soon as a dead holder's lease lets it. */
async function whenFree(work: () => Promise<unknown>): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await work();
      return;
    } catch (error) {
      const isBusy = (error as { code?: string }).code === 'NAME_BUSY';
      if (!isBusy || attempt > 1000) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

function isConflict(error: unknown): void {
  const code = (error as { code?: string }).code ?? String(error);
  ok(['NAME_BUSY', 'STALE_PLAN', 'LEASE_LOST'].includes(code), `a clear conflict, not ${code}`);
}
