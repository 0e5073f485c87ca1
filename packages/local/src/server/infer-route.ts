import type { IncomingHttpHeaders } from 'node:http';
import {
  decodeRequest,
  encodeResponse,
  type Flavour,
  type InferRequest,
  type WireTensor,
} from '@torchrelay/core';
import { checkInputs } from '../inference/check-inputs.ts';
import { HttpProblem } from '../inference/http-problem.ts';
import { type Answer, messageAnswer } from './answer.ts';
import type { Deployment } from './deployment.ts';
import { MODEL_NAME, MODEL_VERSION } from './model-name.ts';

/** An inference request that has arrived. */
interface InferOptions {
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
  readonly deployment: Deployment;
  readonly flavour: Flavour;
  /** The client is gone. */
  readonly abortSignal: AbortSignal;
}

/** From the body of a request to its answer. */
export async function infer({
  headers,
  body,
  deployment,
  flavour,
  abortSignal,
}: InferOptions): Promise<Answer> {
  const decoded = decodeRequest({ headers, body, flavour });
  checkOutputs(decoded, deployment);
  const inputs = checkInputs({
    inputs: decoded.inputs,
    expected: deployment.package.inputs,
    maxBatchSize: deployment.package.maxBatchSize,
  });
  const outputs = await deployment.infer({ inputs, abortSignal });
  const message = encodeResponse({
    response: {
      modelName: MODEL_NAME,
      modelVersion: MODEL_VERSION,
      ...(decoded.id === undefined ? {} : { id: decoded.id }),
      outputs: selectOutputs(decoded, outputs),
    },
    request: decoded,
    flavour,
  });
  return messageAnswer(message, deployment.id);
}

function checkOutputs({ outputs = [] }: InferRequest, deployment: Deployment): void {
  if (outputs.length === 0) return;
  const known = deployment.package.outputs.map(({ name }) => name);
  for (const { name, parameters = {} } of outputs) {
    if (!known.includes(name)) {
      const names = known.map((each) => `"${each}"`).join(', ');
      throw badRequest(`Output "${name}": unknown; the model gives ${names}.`);
    }
    // Ignored, these would give the client another output than it has asked for.
    if ('shared_memory_region' in parameters)
      throw badRequest(`Output "${name}": shared memory is not supported.`);
    if (Number(parameters['classification'] ?? 0) !== 0)
      throw badRequest(`Output "${name}": classification is not supported; ask for the output.`);
  }
}

function badRequest(message: string): HttpProblem {
  return new HttpProblem({ status: 400, message });
}

function selectOutputs(
  { outputs: requested = [] }: InferRequest,
  outputs: readonly WireTensor[],
): readonly WireTensor[] {
  if (requested.length === 0) return outputs;
  return outputs.filter(({ name }) => requested.some((output) => output.name === name));
}
