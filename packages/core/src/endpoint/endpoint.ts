import type { Operation } from '../apply/operation.ts';
import { servingOf } from '../apply/context.ts';
import { destroy } from '../deploy/destroy.ts';
import { rollback, type RollbackOptions } from '../deploy/rollback.ts';
import { logs } from '../deploy/logs.ts';
import { type EndpointMetrics, metrics, type MetricsOptions } from '../deploy/metrics.ts';
import { scale, type ScaleOptions } from '../deploy/scale.ts';
import { type EndpointStatus, status } from '../deploy/status.ts';
import type { VerbOptions } from '../deploy/verb-options.ts';
import { createInferenceClient } from '../open-inference/inference-client.ts';
import type {
  InferenceClient,
  ModelTypes,
  PredictInputs,
  PredictOptions,
  PredictOutputs,
} from '../open-inference/inference-client-types.ts';
import { modelName } from '../package/layout.ts';
import type { Scaling } from '../operate/scaling.ts';
import type { InputOptions } from '../preprocess/input-options.ts';
import type { Release } from '../release/release-log.ts';
import type { LogLine, LogOptions } from '../target/resource.ts';
import type { Signature } from '../target/signature.ts';
import type { Target } from '../target/target.ts';
import type { EndpointReference } from './endpoint-reference.ts';
import { servingTransport } from './serving-transport.ts';
import { streamAnswer, type StreamOptions } from './stream-answer.ts';

/** A model that answers. */
export interface Endpoint<Model extends ModelTypes = ModelTypes> extends AsyncDisposable {
  readonly name: string;
  readonly provider: string;
  /** Where curl would send requests, where there is such a place. */
  readonly url: string | undefined;
  readonly signature: Signature;
  /** The Open Inference Protocol's other requests: health, metadata, tensors as they are. */
  readonly client: InferenceClient<Model>;

  /**
   * Asks the model. Typed arrays, nested arrays or numbers in; pictures and texts, where it was deployed with
   * `preprocess`; tensors with typed arrays out.
   *
   * @example
   * const { scores } = await endpoint.predict({ image: new Float32Array(784) });
   */
  predict(inputs: PredictInputs<Model>, options?: PredictOptions): Promise<PredictOutputs<Model>>;
  /**
   * Asks in the server's own words, and gives its answer part by part as it is sent. Only servers of your own (`image`)
   * send parts, and only SageMaker hands them on: the Open Inference Protocol answers whole.
   *
   * @throws TorchrelayError `STREAMING_UNSUPPORTED`, at once and not when the first part is asked for
   * @example
   * for await (const part of endpoint.stream('{"prompt":"…"}')) process.stdout.write(part);
   */
  stream(body: string | Uint8Array, options?: StreamOptions): AsyncIterable<Uint8Array>;
  status(options?: Pick<VerbOptions, 'abortSignal'>): Promise<EndpointStatus>;
  /** What the platform measured of it: the last hour unless told otherwise. */
  metrics(options?: MetricsOptions): Promise<EndpointMetrics>;
  /**
   * What its servers wrote, oldest first.
   *
   * @throws TorchrelayError `LOGS_UNSUPPORTED`, when the first line is asked for
   */
  logs(options?: LogOptions & Pick<VerbOptions, 'abortSignal'>): AsyncIterable<LogLine>;
  /**
   * Puts an earlier release back: the one before, or the given one. Where that model has another signature,
   * connect again.
   */
  rollback(options?: RollbackOptions): Operation<Release>;
  /** Changes on how many instances it serves, or the rule by which the platform does so. No new release. */
  scale(options: ScaleOptions): Operation<Scaling>;
  /** Removes it and everything that belongs to it. */
  destroy(options?: VerbOptions): Operation<void>;
  /** What `connect` needs to reach it from another process. */
  toJSON(): EndpointReference;
  /**
   * Ends what would end with this process anyway: an attached local server. An endpoint in a cloud stays,
   * and bills, until `destroy`.
   */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Where the platform may take longer for an answer, it has as long. */
const defaultTimeoutInMs = 60_000;

export function openEndpoint<Model extends ModelTypes = ModelTypes>({
  reference,
  target,
  options = {},
  inputOptions = {},
}: {
  readonly reference: EndpointReference;
  readonly target: Target;
  /** Timing and runtime for the verbs called on it. */
  readonly options?: Pick<VerbOptions, 'timing' | 'runtime'>;
  readonly inputOptions?: InputOptions;
}): Endpoint<Model> {
  const { name, provider, signature } = reference;
  const serving = servingOf(target);
  const client = createInferenceClient<Model>({
    transport: servingTransport(serving, reference),
    modelName,
    flavour: serving.capabilities.wire,
    timeoutInMs: Math.max(defaultTimeoutInMs, serving.capabilities.maxRequestDurationInMs),
    signature,
    ...inputOptions,
  });
  const disposes = serving.capabilities.endsWithProcess;
  return {
    name,
    provider,
    url: reference.url,
    signature,
    client,
    predict: (inputs, given) => client.predict(inputs, given),
    stream: (body, given) => streamAnswer({ serving, reference, body, options: given }),
    status: (given) => status(name, target, { ...options, ...given }),
    logs: (given) => logs(name, target, given),
    metrics: (given) => metrics(name, target, { ...options, ...given }),
    scale: (given) => scale(name, target, { ...options, ...given }),
    rollback: (given) => rollback(name, target, { ...options, ...given }),
    destroy: (given) => destroy(name, target, { ...options, ...given }),
    toJSON: () => reference,
    [Symbol.asyncDispose]: async () => {
      if (disposes) await destroy(name, target, options);
    },
  };
}
