import { deepEqual, equal } from 'node:assert/strict';

import {
  connect,
  deploy,
  destroy,
  type DeployOptions,
  type Endpoint,
  TorchrelayError,
} from '@torchrelay/core';
import type { Target } from '@torchrelay/core/target';

import { addModel, failingModel } from '../models.ts';
import type { Subject } from './subject.ts';

/** The models' signature, declared, so that nothing has to be rehearsed. */
const signature = {
  inputs: { x: 'FP32[-1]' },
  outputs: { y: 'FP32[-1]' },
  examples: { x: [1, 2, 3] },
  rehearseOn: false,
} as const;

export function optionsFor(subject: Subject, options: DeployOptions = {}): DeployOptions {
  return { ...signature, timing: { firstRetryInMs: 2, ...subject.timing }, ...options };
}

/** Deploys y = x + offset. */
export async function deployAdd({
  subject,
  offset,
  name,
  target = subject.createTarget(),
  options = {},
}: {
  readonly subject: Subject;
  readonly offset: 1 | 2 | 3;
  readonly name: string;
  readonly target?: Target;
  readonly options?: DeployOptions;
}): Promise<Endpoint> {
  return deploy(addModel(offset), target, optionsFor(subject, { name, ...options }));
}

export async function deployFailing(subject: Subject, name: string): Promise<Endpoint> {
  return deploy(failingModel(), subject.createTarget(), optionsFor(subject, { name }));
}

export async function destroyAll(subject: Subject, ...names: string[]): Promise<void> {
  for (const name of names) {
    await destroy(name, subject.createTarget(), optionsFor(subject));
  }
}

/** Which offset the endpoint really adds, asked through the endpoint or, by name, from a new target. */
export async function answeredOffset(endpoint: Pick<Endpoint, 'predict'>): Promise<number> {
  const { y } = await endpoint.predict({ x: [10, 20] });
  const [first, second] = Array.from(y?.data as Float32Array, Number);
  equal(second, Number(first) + 10, 'y = x + offset');
  return Number(first) - 10;
}

export async function servesOffset(subject: Subject, name: string, offset: number): Promise<void> {
  const endpoint = await connect(name, subject.createTarget());
  equal(await answeredOffset(endpoint), offset, `"${name}" answers with the model it should`);
}

export async function nothingIsLeft(subject: Subject): Promise<void> {
  deepEqual(await subject.audit(), [], 'nothing is left behind');
}

/** The error that the work fails with; work that succeeds breaks the promise. */
export async function failureOf(work: PromiseLike<unknown>): Promise<TorchrelayError> {
  try {
    await work;
  } catch (error) {
    if (TorchrelayError.isInstance(error)) return error;
    throw error;
  }
  throw new Error('it reported success, and should have failed');
}
