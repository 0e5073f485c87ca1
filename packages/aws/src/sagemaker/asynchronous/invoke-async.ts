import { randomUUID } from 'node:crypto';

import { bytesSource, readAll, TorchrelayError } from '@torchrelay/core';
import type { Call, InvokeRequest, InvokeResponse } from '@torchrelay/core/target';

import type { AwsSettings } from '../../client/aws-settings.ts';
import { s3Store } from '../../store/s3-store.ts';
import type { SagemakerClients } from '../sagemaker-clients.ts';
import { ask } from '../sagemaker-request.ts';
import { asyncFolder } from './async-place.ts';
import { failureAnswer } from './failure-answer.ts';
import { headerSize } from './header-size.ts';

export interface AsyncInvocation {
  readonly clients: SagemakerClients;
  readonly settings: AwsSettings;
  /** `s3://bucket/prefix`: where its requests are put. */
  readonly location: string;
  readonly request: InvokeRequest;
  readonly call: Call;
}

/** SageMaker gives a request up after this, in seconds. _spec_: the longest that it takes. */
const longestAnswerInSeconds = 3600;

/** Puts the question into S3, tells SageMaker of it, and waits for the answer, which appears there too. */
export async function invokeAsync(invocation: AsyncInvocation): Promise<InvokeResponse> {
  const { location, settings, request, call } = invocation;
  const store = openStore(location, settings);
  const key = `${asyncFolder(request.name)}input/${randomUUID()}`;
  await store.doWrite(key, bytesSource(request.body ?? new Uint8Array()), {}, call);
  const done = [key];
  try {
    const places = await begin(invocation, `${location}/${key}`);
    const { answer, from } = await awaitAnswer(store, places, call);
    done.push(from);
    return answer;
  } finally {
    await cleanUp(store, done, call);
  }
}

/** Keys of the store at which one of two objects will be. */
interface AnswerPlaces {
  readonly output: string;
  readonly failure: string | undefined;
}

type Store = ReturnType<typeof s3Store>;

function openStore(location: string, settings: AwsSettings): Store {
  const { hostname: bucket, pathname } = new URL(location);
  return s3Store({ ...settings, bucket, prefix: pathname.slice(1) });
}

/** What is told has to be where the endpoint's own configuration puts it. */
function keyIn({ location, request: { name } }: AsyncInvocation, uri: string): string {
  if (uri.startsWith(`${location}/${asyncFolder(name)}`)) return uri.slice(location.length + 1);
  throw new TorchrelayError({
    code: 'SAGEMAKER_REFUSED',
    message: `The endpoint ${name} puts its answers into ${uri === '' ? 'no place that it tells' : uri}, not below ${location}.`,
    hint: 'Deploy it again, with the bucket that it was deployed with.',
  });
}

async function begin(invocation: AsyncInvocation, input: string): Promise<AnswerPlaces> {
  const { clients, request, call } = invocation;
  const client = await clients.runtime();
  const { accept, 'content-type': contentType = 'application/json' } = lowerCase(request.headers);
  const asked = {
    EndpointName: request.name,
    InputLocation: input,
    ContentType: contentType,
    ...(accept !== undefined && { Accept: accept }),
    InvocationTimeoutSeconds: longestAnswerInSeconds,
  };
  const { OutputLocation: output = '', FailureLocation: failure } = await ask({
    attempt: `Cannot ask the endpoint ${request.name}`,
    permission: 'sagemaker:InvokeEndpointAsync',
    abortSignal: call.abortSignal,
    send: (options) => client.invokeEndpointAsync(asked, options),
  });
  return {
    output: keyIn(invocation, output),
    failure: failure === undefined ? undefined : keyIn(invocation, failure),
  };
}

function lowerCase(headers: InvokeRequest['headers']): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

const firstPollInMs = 100;
const longestPollInMs = 5_000;

async function awaitAnswer(
  store: Store,
  { output, failure }: AnswerPlaces,
  call: Call,
): Promise<{ readonly answer: InvokeResponse; readonly from: string }> {
  for (let waitInMs = firstPollInMs; ; waitInMs = Math.min(longestPollInMs, waitInMs * 1.5)) {
    const found = await readWhole(store, output, call);
    if (found !== undefined) return { answer: answerOf(found), from: output };
    const failed = failure === undefined ? undefined : await readWhole(store, failure, call);
    if (failure !== undefined && failed !== undefined) {
      return { answer: failureAnswer(new TextDecoder().decode(failed)), from: failure };
    }
    await delay(waitInMs, call.abortSignal);
  }
}

async function readWhole(store: Store, key: string, call: Call): Promise<Uint8Array | undefined> {
  const found = await store.doRead(key, call);
  return found && (await readAll(found.source, call));
}

function answerOf(body: Uint8Array): InvokeResponse {
  const size = headerSize(body);
  const header = new TextDecoder().decode(body.subarray(0, size ?? 0));
  const type = header.includes('"binary_data_size"')
    ? `application/vnd.sagemaker-triton.binary+json;json-header-size=${size}`
    : 'application/json';
  return { status: 200, headers: { 'content-type': type }, body };
}

/** Whoever has an answer has it, also where what it was made of stays: `destroy` removes that too. */
async function cleanUp(store: Store, keys: readonly string[], call: Call): Promise<void> {
  const { onWarning } = call;
  const results = await Promise.allSettled(keys.map((key) => store.doDelete(key, {}, {})));
  const problem = results.find((result) => result.status === 'rejected');
  if (problem === undefined) return;
  onWarning?.({
    code: 'REQUEST_LEFT',
    message: `A request's objects stay in S3: ${String(problem.reason)}`,
  });
}

async function delay(inMs: number, abortSignal: AbortSignal | undefined): Promise<void> {
  const { setTimeout } = await import('node:timers/promises');
  await setTimeout(inMs, undefined, abortSignal === undefined ? {} : { signal: abortSignal });
}
