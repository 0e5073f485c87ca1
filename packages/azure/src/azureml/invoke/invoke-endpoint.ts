import type { PipelineResponse } from '@azure/core-rest-pipeline';
import type { Pipeline } from '@azure/core-rest-pipeline';
import { TorchrelayError } from '@torchrelay/core';
import { inferPath } from '@torchrelay/core/target-utils';
import type { Call, InvokeRequest, InvokeResponse } from '@torchrelay/core/target';

import { azurePipeline, sendOver } from '../../client/azure-pipeline.ts';
import { readBody } from '../../client/read-body.ts';
import type { MlClient } from '../client/ml-client.ts';
import { noAnswer } from '../failure/arm-failure.ts';
import { findEndpoint, listDeployments, nativeEndpoint } from '../observe/find-parts.ts';
import { shareOf } from '../native.ts';
import type { EndpointTokens } from './endpoint-token.ts';
import { platformAnswer } from './platform-answer.ts';

export interface Invoking {
  readonly client: MlClient;
  readonly tokens: EndpointTokens;
  /** How long an answer may take until it counts as lost. @default as long as whoever asks waits */
  readonly silenceInMs?: number | undefined;
}

/** Where requests go: what `Deployment.address` says. */
interface Address {
  readonly scoringUri: string;
  readonly authMode: string;
}

/** Asks without repeating: core's client of the protocol decides which questions may be asked again. */
export function endpointInvoker({
  client,
  tokens,
  silenceInMs,
}: Invoking): (request: InvokeRequest, call: Call) => Promise<InvokeResponse> {
  let made: Promise<Pipeline> | undefined;
  /** Where references were wrong. */
  const corrected = new Map<string, Address>();
  return async (request, call) => {
    const { name, method, path } = request;
    if (method !== 'POST' || path !== inferPath) return notThere;
    const address =
      corrected.get(name) ?? addressOf(request) ?? (await findAddress(client, name, call));
    const deployment = await deploymentOf(client, request, call);
    const pipeline = await (made ??= azurePipeline({ timing: { maxRetries: 0 }, silenceInMs }));
    const askAt = (at: Address): Promise<Answer> =>
      send({ pipeline, tokens, silenceInMs, request, call, address: at, deployment });
    const first = await askAt(address);
    if (first.status !== 401) return answered(name, first);
    tokens.forget(name);
    const there = (await lookAgain(client, name, call)) ?? address;
    corrected.set(name, there);
    return answered(name, await askAt(there));
  };
}

/** A reference may be older than the way in: `auth` can be changed. Who may ask need not be allowed to look. */
async function lookAgain(client: MlClient, name: string, call: Call): Promise<Address | undefined> {
  try {
    return await findAddress(client, name, call);
  } catch (error) {
    if (TorchrelayError.isInstance(error) && error.code === 'ACCESS_DENIED') return undefined;
    throw error;
  }
}

type Answer = Pick<PipelineResponse, 'status' | 'headers'> & {
  readonly body: Uint8Array<ArrayBuffer>;
};

/** Neither a sign-in that has ended nor a line that was cut says anything of the model: both are told as what they are. */
async function send({
  pipeline,
  tokens,
  silenceInMs,
  request: { name, headers, body },
  call,
  address: { scoringUri, authMode },
  deployment,
}: {
  readonly pipeline: Pipeline;
  readonly tokens: EndpointTokens;
  readonly silenceInMs: number | undefined;
  readonly request: InvokeRequest;
  readonly call: Call;
  readonly address: Address;
  readonly deployment: string | undefined;
}): Promise<Answer> {
  const { abortSignal } = call;
  try {
    const token = await tokens.tokenFor({ name, authMode }, call);
    const response = await sendOver(pipeline, {
      method: 'POST',
      url: new URL(inferPath, scoringUri).href,
      headers: {
        ...headers,
        authorization: `Bearer ${token}`,
        ...(deployment !== undefined && { 'azureml-model-deployment': deployment }),
      },
      body: new Uint8Array(body ?? []),
      streams: true,
      abortSignal,
    });
    const bytes = await readBody(response, { silenceInMs, abortSignal });
    return { ...response, body: new Uint8Array(bytes) };
  } catch (error) {
    const attempt = `Cannot ask the endpoint ${name}`;
    throw noAnswer(error, { attempt, isChange: false, abortSignal });
  }
}

/** Azure hides what the container answered behind a 424: a failure of the server's kind is Azure's own, and no verdict on the model. */
function answered(name: string, { status, headers, body }: Answer): InvokeResponse {
  const ofModel = Number(headers.get('ms-azureml-model-error-statuscode') ?? Number.NaN);
  const isOfModel = status === 424 && Number.isInteger(ofModel);
  if (status >= 500) throw outage(name, status);
  return {
    status: isOfModel ? ofModel : status,
    headers: headers.toJSON(),
    body: isOfModel ? body : platformAnswer(status, body),
  };
}

function outage(name: string, status: number): TorchrelayError {
  return new TorchrelayError({
    code: 'UNAVAILABLE',
    message: `Cannot ask the endpoint ${name}: Azure Machine Learning answered ${status} by itself, before any container.`,
    hint: 'Azure is busy or ill. Ask again, or run the command again.',
    recovery: 'retry',
    data: { name, status },
  });
}

function addressOf({ address }: InvokeRequest): Address | undefined {
  if (typeof address !== 'object' || address === null || !('scoringUri' in address))
    return undefined;
  const { scoringUri, authMode } = address;
  const isWhole = typeof scoringUri === 'string' && typeof authMode === 'string';
  return isWhole ? { scoringUri, authMode } : undefined;
}

async function findAddress(client: MlClient, name: string, call: Call): Promise<Address> {
  const found = await findEndpoint(client, name, call);
  const { scoringUri, authMode } = found === undefined ? noEndpoint : nativeEndpoint(found);
  if (scoringUri !== null) return { scoringUri, authMode };
  throw new TorchrelayError({
    code: 'ENDPOINT_GONE',
    message: `Cannot ask the endpoint ${name}: it has no address, or is not there.`,
    hint: 'List what there is: torchrelay list',
  });
}

const noEndpoint = { scoringUri: null, authMode: '' } as const;

/** One release is asked by its deployment's name; of two on different instances, the one without traffic is new. */
async function deploymentOf(
  client: MlClient,
  { name, release }: InvokeRequest,
  call: Call,
): Promise<string | undefined> {
  if (release === undefined) return undefined;
  const { ours } = await listDeployments(client, name, call);
  const found = ours.filter(({ tags }) => tags.spec === release);
  if (found.length <= 1) return found[0]?.name ?? missing(name, release);
  const endpoint = await findEndpoint(client, name, call);
  const native = endpoint && nativeEndpoint(endpoint);
  const isNew = found.find((one) => native !== undefined && shareOf(native, one.name) === 0);
  return (isNew ?? found[0])?.name;
}

function missing(name: string, release: string): never {
  throw new TorchrelayError({
    code: 'RELEASE_GONE',
    message: `The endpoint ${name} has no deployment of the release ${release}.`,
    hint: 'Deploy the release again, or ask the endpoint without naming one.',
    recovery: 'replan',
  });
}

const notThere: InvokeResponse = {
  status: 404,
  headers: { 'content-type': 'application/json' },
  body: new TextEncoder().encode('{"error":"The endpoint lets only inference requests through"}'),
};
