import { tracingChannel } from 'node:diagnostics_channel';

import type { StepAction } from '../target/step.ts';

/**
 * The tracing channels of `node:diagnostics_channel` that torchrelay publishes to: `tracingChannel(name)` opens one.
 * `start` and `asyncEnd` enclose the work; on `asyncEnd` the message has a `result` or an `error` too. Parts are traced
 * inside of the whole they belong to, so a store that is bound to `start` carries the parent.
 *
 * @example
 * import { tracingChannel } from 'node:diagnostics_channel';
 * import { type StepTrace, tracingChannels } from '@torchrelay/core';
 *
 * const { start, asyncEnd } = tracingChannel(tracingChannels.step);
 * start.subscribe((message) => console.time((message as StepTrace).step));
 * asyncEnd.subscribe((message) => console.timeEnd((message as StepTrace).step));
 */
export const tracingChannels: {
  /** Messages are {@link OperationTrace}. */
  readonly operation: 'torchrelay.operation';
  /** Messages are {@link StepTrace}. */
  readonly step: 'torchrelay.step';
  /** Messages are {@link RequestTrace}. */
  readonly request: 'torchrelay.request';
} = {
  operation: 'torchrelay.operation',
  step: 'torchrelay.step',
  request: 'torchrelay.request',
};

/** A verb, from its call to its result: `deploy`, with the rehearsal, the plan, the steps and all waiting. */
export interface OperationTrace {
  readonly operation: OperationName;
  /** What is deployed or trained; a choice among targets has none. */
  readonly name?: string;
  /** Of the target: `sagemaker`. */
  readonly provider?: string;
}

/** The verbs that are traced: all that change something, and those that plan. */
export type OperationName =
  | 'choose'
  | 'deploy'
  | 'destroy'
  | 'forgetTraining'
  | 'pipeline'
  | 'plan'
  | 'planTraining'
  | 'rollback'
  | 'scale'
  | 'train';

/** One step of a plan, with its retries, until it is done. */
export interface StepTrace {
  /** Its id in the plan. */
  readonly step: string;
  readonly action: StepAction;
  /** `endpoint`, `package`, … */
  readonly kind: string;
  /** The native name of what is made, changed or removed. */
  readonly target: string;
}

/**
 * One request of the Open Inference Protocol, with its retries. Neither what was asked nor the headers are in it. What
 * goes to a cloud's own interfaces is traced by the clouds' SDKs.
 */
export interface RequestTrace {
  readonly modelName: string;
  readonly method: 'GET' | 'POST';
  /** Of the protocol: `/v2/models/model/infer`. */
  readonly path: string;
  /** How often it was sent so far. */
  attempts: number;
  /** Of the last answer, where there was one. */
  status?: number;
}

const channels = {
  operation: tracingChannel<unknown, OperationTrace>(tracingChannels.operation),
  step: tracingChannel<unknown, StepTrace>(tracingChannels.step),
  request: tracingChannel<unknown, RequestTrace>(tracingChannels.request),
};

/** Does the work, and lets whoever listens know when it begins and how it ends. Costs nothing where nobody does. */
export const traced = {
  operation: <Result>(trace: OperationTrace, work: () => Promise<Result>): Promise<Result> =>
    channels.operation.tracePromise(work, trace),
  step: <Result>(trace: StepTrace, work: () => Promise<Result>): Promise<Result> =>
    channels.step.tracePromise(work, trace),
  request: <Result>(trace: RequestTrace, work: () => Promise<Result>): Promise<Result> =>
    channels.request.tracePromise(work, trace),
};
