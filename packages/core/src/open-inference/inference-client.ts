import type { Signature } from '../target/signature.ts';
import type { InputValue } from '../preprocess/input-options.ts';
import type { Preprocess } from '../preprocess/preprocess-inputs.ts';
import { decodeModelMetadata, decodeServerMetadata } from './decode-metadata.ts';
import { decodeResponse } from './decode-response.ts';
import { joinChunks } from './encode-body.ts';
import { encodeRequest } from './encode-request.ts';
import type {
  CallOptions,
  InferenceClient,
  InferenceClientSettings,
  ModelTypes,
  PredictOutputs,
  RetrySettings,
} from './inference-client-types.ts';
import type { TransportRequest, TransportResponse } from './inference-transport.ts';
import type { ModelMetadata } from './messages.ts';
import { requestOfValues, tensorsOfResponse } from './predict.ts';
import { modelRoutes, route } from './routes.ts';
import { sendWithRetries } from './send-with-retries.ts';
import type { TensorInput } from './tensor-types.ts';
import { WireError } from './wire-error.ts';

const retryDefaults: Required<RetrySettings> = {
  maxRetries: 2,
  inference: true,
  baseDelayInMs: 200,
  maxDelayInMs: 5000,
  maxRetryAfterInMs: 60_000,
  random: Math.random,
};

/**
 * A client of one model.
 *
 * With the model's types as the type argument, calls are checked by TypeScript:
 * `createInferenceClient<{ inputs: { image: 'FP32' }; outputs: { scores: 'FP32' } }>({ … })`.
 */
export function createInferenceClient<Model extends ModelTypes = ModelTypes>(
  settings: InferenceClientSettings,
): InferenceClient<Model> {
  const { modelName, modelVersion, encoding = 'binary', flavour = 'open-inference' } = settings;
  const routes = modelRoutes({ modelName, modelVersion });
  const send = sender(settings);

  const modelMetadata = async (call: CallOptions = {}): Promise<ModelMetadata> =>
    decodeModelMetadata((await send(get(routes.metadata), call)).body);

  const signatureOf = signatureSource({ settings, modelMetadata });
  const tensorsOf = tensorSource(settings);

  const infer: InferenceClient['infer'] = async (request, options = {}) => {
    const message = encodeRequest({ request, encoding: options.encoding ?? encoding, flavour });
    const body = joinChunks(message);
    const { headers } = message;
    const sent: TransportRequest = { method: 'POST', path: routes.infer, headers, body };
    const response = await send(sent, options);
    return decodeResponse({ headers: response.headers, body: response.body, modelName, flavour });
  };

  return {
    live: (call = {}) => isFine(() => send(get(route('/v2/health/live')), call, false)),
    ready: (call = {}) => isFine(() => send(get(routes.ready), call, false)),
    serverMetadata: async (call = {}) =>
      decodeServerMetadata((await send(get(route('/v2')), call)).body),
    modelMetadata,
    infer,
    predict: async (given, options = {}) => {
      const signature = await signatureOf(options);
      // Types with shapes allow less than the datatype alone, in a way that TypeScript cannot follow.
      const values = given as Readonly<Record<string, InputValue>>;
      const inputs = await tensorsOf(values, signature);
      const request = requestOfValues({ modelName, signature, inputs, options });
      const response = await infer(request, options);
      const tensors = tensorsOfResponse({ modelName, signature, response, options });
      return tensors as PredictOutputs<Model>;
    },
  };
}

function get(path: string): TransportRequest {
  return { method: 'GET', path, headers: {} };
}

type Send = (
  request: TransportRequest,
  call: CallOptions,
  mayRetry?: boolean,
) => Promise<TransportResponse>;

function sender({
  transport,
  modelName,
  timeoutInMs = 60_000,
  ...settings
}: InferenceClientSettings): Send {
  const retry = { ...retryDefaults, ...settings.retry };
  return (request, call, mayRetry = request.method === 'GET' || retry.inference) =>
    sendWithRetries({
      transport,
      request,
      modelName,
      retry,
      mayRetry,
      call: { timeoutInMs, ...call },
    });
}

/** The signature that was given, or the server's, asked for once and kept unless it failed. */
function signatureSource({
  settings: { flavour, signature = flavour === 'sagemaker' ? 'none' : 'fetch' },
  modelMetadata,
}: {
  settings: InferenceClientSettings;
  modelMetadata: (call: CallOptions) => Promise<ModelMetadata>;
}): (call: CallOptions) => Promise<Signature | undefined> {
  let kept: Signature | undefined = typeof signature === 'string' ? undefined : signature;
  return async ({ abortSignal, timeoutInMs }) => {
    if (signature === 'none') return undefined;
    kept ??= await modelMetadata({
      ...(abortSignal && { abortSignal }),
      ...(timeoutInMs !== undefined && { timeoutInMs }),
    });
    return kept;
  };
}

/** What comes before tensors is loaded by those alone whose model declares it. */
function tensorSource(
  settings: InferenceClientSettings,
): (
  values: Readonly<Record<string, InputValue>>,
  signature: Signature | undefined,
) => Promise<Readonly<Record<string, TensorInput>>> {
  let kept: Promise<Preprocess> | undefined;
  return async (values, signature) => {
    // Without a declaration pictures and texts are refused where tensors are made.
    if (signature?.preprocess === undefined) return values as Readonly<Record<string, TensorInput>>;
    kept ??= import('../preprocess/preprocess-inputs.ts').then(({ createPreprocess }) =>
      createPreprocess(signature, settings),
    );
    return (await kept)(values);
  };
}

/** Health as a yes or no. What is no answer to the question, such as missing credentials, is thrown. */
async function isFine(ask: () => Promise<unknown>): Promise<boolean> {
  try {
    await ask();
    return true;
  } catch (error) {
    if (!WireError.isInstance(error)) throw error;
    const isNo = error.code === 'SERVER_REFUSED' && error.status !== 401 && error.status !== 403;
    if (isNo || error.code === 'UNREACHABLE') return false;
    throw error;
  }
}
