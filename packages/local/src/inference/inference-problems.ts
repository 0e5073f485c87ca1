import { TorchrelayError, type WireTensor } from '@torchrelay/core';
import { HttpProblem } from './http-problem.ts';

/**
 * What a client is told when its request, alone with a worker, was not answered. Triton answers 500 as well when
 * the model raises; nothing that a worker wrote to its error output is passed on.
 */
export function answerProblem(error: unknown): HttpProblem {
  const code = TorchrelayError.isInstance(error) ? error.code : 'UNEXPECTED';
  const message = error instanceof Error ? error.message : String(error);
  switch (code) {
    case 'MODEL_FAILED':
      return new HttpProblem({
        status: 500,
        message: `The model failed: ${withFullStop(message)}`,
        cause: error,
      });
    case 'TIME_LIMIT_EXCEEDED':
      return new HttpProblem({ status: 504, message, cause: error });
    case 'WORKER_LOST':
      return new HttpProblem({
        status: 503,
        message: 'Two workers died on this request, one after the other.',
        headers: RETRY_SOON,
        cause: error,
      });
    default:
      return new HttpProblem({
        status: 500,
        message: 'The server failed; its log says why.',
        cause: error,
      });
  }
}

export function queueFullProblem(maxQueueLength: number): HttpProblem {
  return new HttpProblem({
    status: 429,
    message: `${maxQueueLength} requests are waiting already.`,
    headers: RETRY_SOON,
  });
}

export function givenUpProblem(cause: TorchrelayError): HttpProblem {
  return new HttpProblem({
    status: 503,
    message: 'No worker could be started for this deployment.',
    cause,
  });
}

export function stoppedProblem(): HttpProblem {
  return new HttpProblem({ status: 503, message: 'The server stops.', headers: RETRY_SOON });
}

export function missingRowsProblem({
  outputs,
  rows,
}: {
  outputs: readonly WireTensor[];
  rows: number;
}): HttpProblem {
  const output = outputs.find(({ shape }) => shape[0] !== rows);
  return new HttpProblem({
    status: 500,
    message: `The model failed: output "${output?.name}" has ${output?.shape[0] ?? 'no'} rows for a batch of ${rows}; such a model is served with max_batch_size 0.`,
  });
}

const RETRY_SOON: Readonly<Record<string, string>> = { 'retry-after': '1' };

/** What PyTorch and models raise ends as it likes. */
function withFullStop(message: string): string {
  return /[.!?…]$/.test(message) ? message : `${message}.`;
}
