import { toHttpProblem } from '../inference/http-problem.ts';
import { type Answer, jsonAnswer } from './answer.ts';
import type { EventLog } from './event-log.ts';

/** The answer to a request that failed. The log is the owner's: it may say more than the answer does. */
export function problemAnswer({ error, log }: { error: unknown; log: EventLog }): Answer {
  const { status, message, headers, cause } = toHttpProblem(error);
  if (cause !== undefined && status >= 500) {
    log.write({ event: 'request-failed', status, message, cause: explain(cause) });
  }
  return jsonAnswer({ status, headers, body: { error: message } });
}

function explain(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}
