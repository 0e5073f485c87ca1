import type { IAM } from '@aws-sdk/client-iam';
import { TorchrelayError } from '@torchrelay/core';
import type { Call } from '@torchrelay/core/target';

import { abortable } from '../../client/abortable.ts';
import { awsFailure, serviceCodeOf } from '../../client/aws-failure.ts';
import { type AwsSettings, clientSettings } from '../../client/aws-settings.ts';

/** Imported and made when it is first asked for. */
export type IamClient = () => Promise<IAM>;

export function iamClient(settings: AwsSettings): IamClient {
  let made: Promise<IAM> | undefined;
  const make = async (): Promise<IAM> => {
    const { IAM: Client } = await import('@aws-sdk/client-iam');
    return new Client(clientSettings(settings));
  };
  return () => (made ??= make());
}

export interface IamRequest<Answer> {
  readonly iam: IamClient;
  readonly call: Call;
  /** `Cannot make the role torchrelay-demo-us-east-1`. */
  readonly attempt: string;
  readonly permission: string;
  readonly resource?: string | undefined;
  readonly send: (client: IAM, options: { readonly abortSignal?: AbortSignal }) => Promise<Answer>;
}

/** Sends one request to IAM, and explains its failure. */
export async function askIam<Answer>(request: IamRequest<Answer>): Promise<Answer> {
  const { iam, call, attempt, permission, resource, send } = request;
  const client = await iam();
  try {
    return await send(client, abortable(call));
  } catch (error) {
    const { abortSignal } = call;
    throw awsFailure(error, { attempt, permission, resource, abortSignal });
  }
}

/** `undefined` where IAM knows no such role. */
export async function unlessNoEntity<Answer>(asked: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (serviceCodeOf(error) === 'NoSuchEntityException') return undefined;
    throw error;
  }
}

export function isDenied(error: unknown): boolean {
  return TorchrelayError.isInstance(error) && error.code === 'ACCESS_DENIED';
}
