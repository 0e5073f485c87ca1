import type { PipelineResponse } from '@azure/core-rest-pipeline';
import type { Call } from '@torchrelay/core/target';

import { operationFailure, refusal } from '../failure/arm-failure.ts';
import type { MlClient } from './ml-client.ts';
import { readJson } from './read-json.ts';

/** What Azure goes on with after its answer, and where it tells of it. Survives JSON: it travels in continuations. */
export type Operation = {
  readonly url: string;
  /** `status` has the state in its body, `location` in its status code. */
  readonly via: 'status' | 'location';
};

export type OperationState =
  | { readonly state: 'running'; readonly pollInMs: number }
  /** Also where Azure has forgotten it: the thing itself says what became of it. */
  | { readonly state: 'ended' };

type Headers = Pick<PipelineResponse['headers'], 'get'>;

export function operationOf(headers: Headers): Operation | undefined {
  const status = headers.get('azure-asyncoperation');
  if (status !== undefined && status !== '') return { url: status, via: 'status' };
  const location = headers.get('location');
  return location === undefined || location === '' ? undefined : { url: location, via: 'location' };
}

/** What Azure asks for where it says nothing. */
const defaultPollInMs = 10_000;

function pollOf(headers: Headers): number {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1000 : defaultPollInMs;
}

/**
 * Looks how far an operation is.
 *
 * @throws TorchrelayError where it has failed, in Azure's words
 */
export async function lookAtOperation({
  client,
  operation: { url, via },
  attempt,
  endpoint,
  call,
}: {
  readonly client: MlClient;
  readonly operation: Operation;
  readonly attempt: string;
  /** Whose it is, where it is of an endpoint. */
  readonly endpoint?: string | undefined;
  readonly call: Call;
}): Promise<OperationState> {
  const response = await client.follow(url, attempt, call);
  if (response.status === 404) return { state: 'ended' };
  if (response.status >= 400) throw refusal({ response, attempt, method: 'GET', permission: '' });
  const running = { state: 'running', pollInMs: pollOf(response.headers) } as const;
  if (via === 'location') return response.status === 202 ? running : { state: 'ended' };
  const { status, error } = readJson(response, { attempt }) as {
    readonly status?: string;
    readonly error?: unknown;
  };
  if (status === 'Succeeded') return { state: 'ended' };
  if (status !== 'Failed' && status !== 'Canceled') return running;
  throw operationFailure({ attempt, endpoint, status, error });
}
