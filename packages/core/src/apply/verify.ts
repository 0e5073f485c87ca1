import { shortDigest } from '../digest/digest.ts';
import { TorchrelayError, toTorchrelayError } from '../errors/torchrelay-error.ts';
import { decodeResponse } from '../open-inference/decode-response.ts';
import { joinChunks } from '../open-inference/encode-body.ts';
import { encodeRequest } from '../open-inference/encode-request.ts';
import type { InferResponse } from '../open-inference/messages.ts';
import { readSample, type Sample } from '../package/sample.ts';
import type { Call } from '../target/call.ts';
import type { Deployment, InvokeRequest, InvokeResponse, ServeSpec } from '../target/serving.ts';
import { inferPath } from '../package/layout.ts';
import type { Step } from '../target/step.ts';
import { compareAnswers } from './compare-answers.ts';
import type { ApplyContext } from './context.ts';
import { withRetries } from './retry.ts';

/**
 * A provider's `verify` step says with `inputs.beforeTraffic` which of two questions is asked.
 * Before: does the new release, asked directly, answer? After: does the live thing carry the digest asked
 * for, and answer? Reporting success without asking is how a silent rollback goes unnoticed.
 */
export interface VerifyOptions {
  readonly step: Step;
  readonly want: ServeSpec;
  /** A request that it can answer, where this process has one; else the one kept with the package. */
  readonly sample: Sample | undefined;
  readonly context: ApplyContext;
}

/** @throws TorchrelayError `VERIFY_WRONG_RELEASE`, `VERIFY_NO_ANSWER`, `VERIFY_WRONG_ANSWER` */
export async function verify(options: VerifyOptions): Promise<void> {
  const { step, want, context } = options;
  const beforeTraffic = step.inputs['beforeTraffic'] === true;
  if (!beforeTraffic) await checkDigest(want, context);
  const call: Call = { abortSignal: context.abortSignal };
  const { store } = context.target;
  const sample =
    options.sample ??
    (await withRetries(() => readSample(store, want.package.digest, call), context));
  if (sample === undefined) return warnUnasked(want, context);
  const response = await ask({ sample, beforeTraffic, want, context });
  compareAnswers({ response, want, sample });
}

async function checkDigest(want: ServeSpec, context: ApplyContext): Promise<void> {
  const call: Call = { abortSignal: context.abortSignal };
  await withRetries(async () => {
    const live = await context.serving.doObserve(want.name, call);
    if (live?.serving?.specDigest !== want.digest) throw wrongRelease(want, live);
  }, context).catch(asVerdict);
}

/** Worth another look: reads lag behind writes, and this verdict takes a release away. */
function wrongRelease(want: ServeSpec, live: Deployment | undefined): TorchrelayError {
  const found = live?.serving?.specDigest;
  return new TorchrelayError({
    code: 'VERIFY_WRONG_RELEASE',
    message:
      found === undefined
        ? `"${want.name}" was deployed, but nothing serves under that name.`
        : `"${want.name}" still serves ${shortDigest(found)}, not ${shortDigest(want.digest)}: the platform put the old release back.`,
    hint: `Look at the reason: torchrelay logs ${want.name}`,
    recovery: 'retry',
    effect: 'done',
    data: { name: want.name, wanted: want.digest, found, detail: live?.detail },
  });
}

async function ask({
  sample,
  beforeTraffic,
  want,
  context,
}: {
  readonly sample: Sample;
  readonly beforeTraffic: boolean;
  readonly want: ServeSpec;
  readonly context: ApplyContext;
}): Promise<InferResponse> {
  const { serving } = context;
  const flavour = serving.capabilities.wire;
  const message = encodeRequest({ request: { inputs: sample.inputs }, flavour });
  const call: Call = { abortSignal: context.abortSignal };
  const live = await withRetries(() => serving.doObserve(want.name, call), context);
  const request = {
    name: want.name,
    address: live?.address ?? null,
    ...(beforeTraffic ? { release: want.digest } : {}),
    method: 'POST' as const,
    path: inferPath,
    headers: message.headers,
    body: joinChunks(message),
  };
  const response = await withRetries(
    () => invokeUnlessBusy(want, () => invokeInTime(request, want, context)),
    context,
  ).catch(asVerdict);
  if (response.status !== 200) throw noAnswer(want, response, 'never');
  return decodeResponse({ headers: response.headers, body: response.body, flavour });
}

/** An endpoint that never answers would hold the lease for ever. */
async function invokeInTime(
  request: InvokeRequest,
  want: ServeSpec,
  { serving, abortSignal }: ApplyContext,
): Promise<InvokeResponse> {
  const limitInMs = serving.capabilities.maxRequestDurationInMs;
  const timeout = AbortSignal.timeout(limitInMs);
  const signals = abortSignal === undefined ? [timeout] : [timeout, abortSignal];
  try {
    return await serving.doInvoke(request, { abortSignal: AbortSignal.any(signals) });
  } catch (error) {
    if (!timeout.aborted || abortSignal?.aborted === true) throw error;
    throw silent(want, limitInMs, error);
  }
}

function silent({ name }: ServeSpec, limitInMs: number, cause: unknown): TorchrelayError {
  return new TorchrelayError({
    code: 'VERIFY_NO_ANSWER',
    message: `The new release of "${name}" did not answer its first request within ${limitInMs / 1000} s.`,
    hint: `Look at what it does: torchrelay logs ${name}`,
    effect: 'done',
    cause,
    data: { name, limitInMs },
  });
}

const busyStatuses: ReadonlySet<number> = new Set([429, 502, 503, 504]);

async function invokeUnlessBusy(
  want: ServeSpec,
  invoke: () => Promise<InvokeResponse>,
): Promise<InvokeResponse> {
  const answer = await invoke();
  if (busyStatuses.has(answer.status)) throw noAnswer(want, answer, 'retry');
  return answer;
}

const verdicts: ReadonlySet<string> = new Set(['VERIFY_NO_ANSWER', 'VERIFY_WRONG_RELEASE']);

/** What is still so after all retries is a verdict: no further run would find it otherwise. */
function asVerdict(thrown: unknown): never {
  const error = toTorchrelayError(thrown);
  if (!verdicts.has(error.code)) throw error;
  const { code, message, hint, data } = error;
  throw new TorchrelayError({ code, message, hint, data, effect: 'done', cause: error });
}

function noAnswer(
  { name }: ServeSpec,
  { status, body }: InvokeResponse,
  recovery: 'retry' | 'never',
): TorchrelayError {
  const text = new TextDecoder().decode(body.subarray(0, 2000));
  return new TorchrelayError({
    code: 'VERIFY_NO_ANSWER',
    message: `The new release of "${name}" answered its first request with status ${status}: ${text}`,
    hint: `Look at what it says: torchrelay logs ${name}`,
    recovery,
    effect: 'done',
    data: { name, status },
  });
}

function warnUnasked({ name }: ServeSpec, { emit }: ApplyContext): void {
  emit({
    type: 'warning',
    code: 'NOT_ASKED',
    message: `"${name}" carries the right digest, but was asked nothing: there is no example request. Give \`examples\` to have one.`,
  });
}
