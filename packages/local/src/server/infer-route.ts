import type { IncomingMessage } from 'node:http';
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
import { readBody } from './read-body.ts';

/** One inference request from its first byte to its answer. */
export async function infer({
  request,
  deployment,
  flavour,
  maxBytes,
  abortSignal,
}: {
  request: IncomingMessage;
  deployment: Deployment;
  flavour: Flavour;
  maxBytes: number;
  /** The client is gone. */
  abortSignal: AbortSignal;
}): Promise<Answer> {
  // Read before any worker is asked: a slow client keeps nobody waiting but itself.
  const body = await readBody({ request, maxBytes });
  const decoded = decodeRequest({ headers: request.headers, body, flavour });
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
