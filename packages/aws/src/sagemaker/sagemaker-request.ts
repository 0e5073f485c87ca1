import { TorchrelayError } from '@torchrelay/core';

import { awsFailure, serviceCodeOf } from '../client/aws-failure.ts';
import { sagemakerFailure } from './failure/sagemaker-failure.ts';

export interface SagemakerRequest<Answer> {
  /** `Cannot create the endpoint demo`. */
  readonly attempt: string;
  readonly permission: string;
  readonly abortSignal?: AbortSignal | undefined;
  readonly send: (options: { readonly abortSignal?: AbortSignal }) => Promise<Answer>;
}

/** Sends one request, and explains its failure. */
export async function ask<Answer>(request: SagemakerRequest<Answer>): Promise<Answer> {
  const { attempt, permission, abortSignal, send } = request;
  try {
    return await send(abortSignal === undefined ? {} : { abortSignal });
  } catch (error) {
    throw sagemakerFailure(awsFailure(error, { attempt, permission, abortSignal }));
  }
}

/** The same where "there is none" is an answer: SageMaker says it in words, under the code of every wrong request. */
export async function askIfAny<Answer>(
  request: SagemakerRequest<Answer>,
): Promise<Answer | undefined> {
  try {
    return await ask(request);
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

/** The second is of training jobs. */
const absence = /^(?:Could not find |Requested resource not found)/;
const absent: ReadonlySet<string> = new Set(['ResourceNotFound', 'ResourceNotFoundException']);

/** Whether a failure says that the thing does not exist. */
export function isAbsence(error: unknown): boolean {
  return absence.test(saidBy(error)) || absent.has(serviceCodeOf(error));
}

/** Whether a failure says that the thing is there already. */
export function isPresence(error: unknown): boolean {
  return (
    saidBy(error).startsWith('Cannot create already existing ') ||
    serviceCodeOf(error) === 'ResourceInUse'
  );
}

/** Whether a failure says that something else has to end first. */
export function isBusy(error: unknown): boolean {
  return /^Cannot (?:update|delete) in-progress /.test(saidBy(error));
}

function saidBy(error: unknown): string {
  const said = TorchrelayError.isInstance(error) ? error.data['said'] : undefined;
  return typeof said === 'string' ? said : '';
}
