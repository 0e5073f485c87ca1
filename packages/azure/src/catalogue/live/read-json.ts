import type { Pipeline, PipelineResponse } from '@azure/core-rest-pipeline';
import { TorchrelayError } from '@torchrelay/core';
import { toTorchrelayError } from '@torchrelay/core/target-utils';
import type { Call } from '@torchrelay/core/target';

import { azurePipeline, type PipelineSettings, sendOver } from '../../client/azure-pipeline.ts';
import { failedReading, refusedReading, type Reading } from './read-failure.ts';

/** Reads one JSON document. Throws a TorchrelayError when there is none. */
export type ReadJson = (url: string, reading: Reading, call: Call) => Promise<unknown>;

/** Who asks the resource manager, and how patiently. */
export type ReaderSettings = PipelineSettings;

/** Reads over the pipeline of Azure's own libraries. */
export function jsonReader(settings: ReaderSettings): ReadJson {
  let pipeline: Promise<Pipeline> | undefined;
  return async (url, reading, call) => {
    pipeline ??= azurePipeline(settings);
    const { status, bodyAsText } = await send({ pipeline: await pipeline, url, reading, call });
    const body = parsed(bodyAsText);
    if (status === 200 && body !== undefined) return body;
    throw refusedReading({ reading, status, body });
  };
}

async function send({
  pipeline,
  url,
  reading,
  call: { abortSignal },
}: {
  readonly pipeline: Pipeline;
  readonly url: string;
  readonly reading: Reading;
  readonly call: Call;
}): Promise<PipelineResponse> {
  try {
    return await sendOver(pipeline, { url, abortSignal });
  } catch (error) {
    if (abortSignal?.aborted === true || TorchrelayError.isInstance(error)) {
      throw toTorchrelayError(error, abortSignal);
    }
    throw error instanceof Error ? failedReading(error, reading) : toTorchrelayError(error);
  }
}

/** `undefined` for what is no JSON: a sign-in page of a proxy. */
function parsed(text: string | null | undefined): unknown {
  try {
    return JSON.parse(text ?? '') as unknown;
  } catch {
    return undefined;
  }
}
