import type { InvokeResponse } from '@torchrelay/core/target';

/**
 * What SageMaker leaves in S3 for a request that failed, as an answer. _read_: it is a text, and tells a container's
 * status as InvokeEndpoint does: "Received server error (500) from primary with message …". What it says of others is
 * not written down, so those are 500.
 */
export function failureAnswer(text: string): InvokeResponse {
  const [, status = '500', message = text] =
    /Received (?:client|server) error \((\d{3})\) from .*? with message "(.*)"/s.exec(text) ?? [];
  const isDocument = message.trimStart().startsWith('{');
  const body = isDocument ? message : JSON.stringify({ error: message });
  return {
    status: Number(status),
    headers: { 'content-type': 'application/json' },
    body: new TextEncoder().encode(body),
  };
}
