import { TorchrelayError } from '@torchrelay/core';
import { toTorchrelayError } from '@torchrelay/core/target-utils';
import type { JsonObject, Step, StepCall, StepResult } from '@torchrelay/core/target';

import type { MemoryCloud, MemoryResource } from './memory-cloud.ts';

const done: StepResult = { state: 'done' };

/** Carries out one request of a step on one native thing, so that it can be repeated and continued. */
export function doMemoryStep(cloud: MemoryCloud, step: Step, call: StepCall): StepResult {
  if (step.kind === 'expiry' && step.action !== 'delete') return setExpiry(cloud, step, call);
  if (step.action === 'create') return createThing(cloud, step, call);
  if (step.action === 'update') return updateThing(cloud, step, call);
  if (step.action === 'route') return routeTraffic(cloud, step, call);
  return deleteThing(cloud, step);
}

function createThing(
  cloud: MemoryCloud,
  { target, kind }: Step,
  { inputs, continuation }: StepCall,
): StepResult {
  const present = cloud.get(target);
  if (present !== undefined) return progressOf(present);
  // Not seen yet, though begun: reads lag behind writes.
  if (continuation !== undefined) return pending('creating');
  const { tags, ...properties } = inputs;
  try {
    cloud.create({ kind, id: target, tags: asObject(tags), properties });
  } catch (error) {
    if (toTorchrelayError(error).code !== 'ALREADY_EXISTS') throw error;
  }
  return pending('creating');
}

/** From now on, whatever was set before. */
function setExpiry(cloud: MemoryCloud, step: Step, call: StepCall): StepResult {
  const { ttlInMs, ...inputs } = call.inputs;
  const expiresAt = Date.now() + Number(ttlInMs);
  const present = cloud.get(step.target);
  if (present?.state !== 'ready' || call.continuation !== undefined) {
    return createThing(cloud, step, { ...call, inputs: { ...inputs, expiresAt } });
  }
  cloud.patch(step.target, { expiresAt });
  return done;
}

function progressOf(present: MemoryResource): StepResult {
  if (present.state === 'failed') throw failed(present);
  return present.state === 'ready' ? done : pending(present.state);
}

function updateThing(
  cloud: MemoryCloud,
  { target }: Step,
  { inputs, continuation }: StepCall,
): StepResult {
  const present = cloud.get(target);
  if (present === undefined || present.state !== 'ready')
    return pending(present?.state ?? 'updating');
  if (isAsWanted(present, inputs)) return done;
  // It was begun and has ended, and it is not as wanted: the platform has put it back.
  if (continuation !== undefined) throw failed(present);
  cloud.update(target, inputs);
  return pending('updating');
}

function isAsWanted({ properties }: MemoryResource, wanted: JsonObject): boolean {
  return Object.entries(wanted).every(
    ([name, value]) => JSON.stringify(properties[name]) === JSON.stringify(value),
  );
}

/** At once, and then watched for as long as it was asked for. */
function routeTraffic(
  cloud: MemoryCloud,
  { target }: Step,
  { inputs, continuation }: StepCall,
): StepResult {
  const { waitInMs = 0, isWatched = false, ...routes } = inputs;
  const { until } = asObject(continuation);
  if (typeof until !== 'number') {
    cloud.patch(target, routes);
    return Number(waitInMs) === 0 ? done : watching(Date.now() + Number(waitInMs));
  }
  if (isWatched === true && cloud.alarms.delete(target)) throw alarmed(target);
  return Date.now() >= until ? done : watching(until);
}

function watching(until: number): StepResult {
  return { state: 'pending', pollInMs: 1, detail: 'watching the alarms', continuation: { until } };
}

function alarmed(target: string): TorchrelayError {
  return new TorchrelayError({
    code: 'ROLLOUT_ALARMED',
    message: `An alarm went off while the traffic of ${target} moved.`,
    effect: 'done',
  });
}

function deleteThing(cloud: MemoryCloud, { target }: Step): StepResult {
  try {
    if (cloud.get(target)?.state === 'deleting') return pending('deleting');
    cloud.remove(target);
    return pending('deleting');
  } catch (error) {
    const { code } = toTorchrelayError(error);
    if (code === 'NOT_FOUND') return done;
    if (code === 'RESOURCE_BUSY') return pending('waiting until it can be deleted');
    throw error;
  }
}

function pending(detail: string): StepResult {
  return { state: 'pending', pollInMs: 1, detail, continuation: { begun: true } };
}

function failed({ id, reason = 'unknown' }: MemoryResource): TorchrelayError {
  const isCapacity = reason === 'InsufficientInstanceCapacity';
  return new TorchrelayError({
    code: isCapacity ? 'NO_CAPACITY' : 'DEPLOYMENT_FAILED',
    message: `${id} failed: ${reason}.`,
    recovery: isCapacity ? 'next-offer' : 'never',
    effect: 'done',
  });
}

function asObject(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null ? (value as JsonObject) : {};
}
