import { equal } from 'node:assert/strict';
import { randomBytes } from 'node:crypto';

import {
  connect,
  deploy,
  type DeployOptions,
  destroy,
  plan,
  type RelayEvent,
  rollback,
} from '@torchrelay/core';
import { addModel } from '@torchrelay/testing';

import { expectedCost } from './expected-cost.ts';
import type { Order } from './order.ts';

export interface EndToEnd extends Order {
  readonly abortSignal: AbortSignal;
  readonly say: (line: string) => void;
}

/** Any GPU that has 14 GB: the cheapest is taken. */
const smallestGpu = '14GB+';
/** Whatever happens to this process: the platform itself removes the endpoint then, where it can. */
const lastResortInMs = 3 * 60 * 60_000;

/**
 * Deploys a small model, asks it, changes it, takes the change back, and removes everything, also when something fails
 * or somebody stops it.
 */
export async function endToEnd(run: EndToEnd): Promise<void> {
  const { target, say } = run;
  const name = `e2e-${randomBytes(4).toString('hex')}`;
  const usd = await announce(run, name);
  say(
    `It costs up to $${usd.toFixed(2)}. Begun as ${name}; if this process dies: torchrelay destroy ${name}`,
  );
  try {
    await work(run, name);
    say('Everything did what it should.');
  } finally {
    // Not by the signal that stopped the work: this has to be done all the same.
    await destroy(name, target, { timing: timingOf(run) });
    await nothingIsLeft(run, name);
    say(`${name} is removed, and nothing is left of it.`);
  }
}

/** Says what will be done and what it costs, before anything is. */
async function announce(run: EndToEnd, name: string): Promise<number> {
  const { target, say, mostUsd, abortSignal } = run;
  const planned = await plan(addModel(1), target, { ...optionsFor(name), abortSignal });
  const usd = expectedCost(planned, mostUsd);
  say(`On ${planned.want?.offer.id}, in ${planned.scope}:`);
  for (const { id } of [...planned.foundation, ...planned.steps]) say(`  ${id}`);
  return usd;
}

async function work(run: EndToEnd, name: string): Promise<void> {
  const { target, say, abortSignal } = run;
  const timing = timingOf(run);
  const onEvent = (event: RelayEvent): void => {
    if (event.type === 'step-wait') say(`  ${event.target}: ${event.detail}`);
  };
  const options = { ...optionsFor(name), abortSignal, onEvent, timing };
  const expires = target.serving?.capabilities.expires === true;
  await deploy(addModel(1), target, { ...options, ...(expires && { ttlInMs: lastResortInMs }) });
  await adds(target, name, 1);
  say('A first deployment answers.');
  await deploy(addModel(2), target, options);
  await adds(target, name, 2);
  say('Another model took its place.');
  await rollback(name, target, { abortSignal, onEvent, timing });
  await adds(target, name, 1);
  say('The first one is back.');
}

function timingOf({ mostPollInMs }: EndToEnd): NonNullable<DeployOptions['timing']> {
  return mostPollInMs === undefined ? {} : { mostPollInMs };
}

function optionsFor(name: string): DeployOptions {
  return {
    name,
    accelerator: smallestGpu,
    inputs: { x: 'FP32[-1]' },
    outputs: { y: 'FP32[-1]' },
    examples: { x: [1, 2, 3] },
    rehearseOn: false,
  };
}

async function adds(target: Order['target'], name: string, offset: number): Promise<void> {
  const endpoint = await connect(name, target);
  const { y } = await endpoint.predict({ x: [10, 20] });
  equal(
    Number(Array.from(y?.data as Float32Array)[1]),
    20 + offset,
    'the model that should answers',
  );
}

async function nothingIsLeft({ target }: EndToEnd, name: string): Promise<void> {
  const left = await target.serving?.doObserve(name, {});
  equal(left, undefined, `something is left of ${name}`);
  for await (const { key } of target.store.doList(`names/${name}/`, {})) {
    throw new Error(`${key} is left.`);
  }
}
