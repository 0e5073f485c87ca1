import type { Call } from '@torchrelay/core/target';

import type { SagemakerClients } from '../sagemaker-clients.ts';
import { jobLogs } from './job-logs.ts';

const lines = 200;
const pythonError =
  /^(?:\[rank ?\d+\]:? )*((?:[A-Za-z_][\w.]*)?(?:Error|Exception|Interrupt|Exit)(?:: .*)?)$/;

/**
 * The script's own last words in its log, for the failures of which SageMaker keeps an exit code alone. They only go
 * with it: where they cannot be read, the failure is told without.
 */
export async function lastJobWords(
  clients: Pick<SagemakerClients, 'sagemaker' | 'logs'>,
  id: string,
  call: Call,
): Promise<string | undefined> {
  try {
    const found = await Array.fromAsync(jobLogs({ clients, id, options: { tail: lines }, call }));
    const words = found.flatMap(({ text }) => pythonError.exec(text)?.[1] ?? []);
    return words.find((text) => !text.includes('ChildFailedError')) ?? found.at(-1)?.text;
  } catch (error) {
    call.abortSignal?.throwIfAborted();
    // Nobody is helped by a failure that cannot be told since its log cannot be read.
    return void error;
  }
}
