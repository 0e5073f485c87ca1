import type { Call } from '@torchrelay/core/target';

import { endpointLogs } from './endpoint-logs.ts';
import type { SagemakerClients } from './sagemaker-clients.ts';

const mostCharacters = 160;
const lookBackInMs = 5 * 60_000;

/**
 * What the containers of an endpoint wrote last in these minutes. It only goes with the progress: where it cannot be
 * read, what is waited for goes on all the same.
 */
export async function lastLogLine(
  clients: Pick<SagemakerClients, 'logs'>,
  name: string,
  call: Call,
): Promise<string | undefined> {
  const options = { since: Date.now() - lookBackInMs, tail: 1 };
  try {
    const [last] = await Array.fromAsync(endpointLogs({ clients, name, options, call }));
    const text = last?.text.replaceAll(/\s+/g, ' ').trim();
    return text === undefined || text === '' ? undefined : text.slice(0, mostCharacters);
  } catch (error) {
    call.abortSignal?.throwIfAborted();
    // Nobody is helped by a deployment that fails because its progress could not be told.
    return void error;
  }
}
