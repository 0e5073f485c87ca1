import type { WireMessage } from '@torchrelay/core';

/** What goes back to a client. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly chunks: readonly Uint8Array[];
}

/** Which deployment answered. Sent to ask one directly. */
export const DEPLOYMENT_HEADER = 'torchrelay-deployment';

export function jsonAnswer({
  status = 200,
  body,
  headers = {},
}: {
  status?: number;
  body: unknown;
  headers?: Readonly<Record<string, string>>;
}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    chunks: [Buffer.from(JSON.stringify(body))],
  };
}

export function textAnswer(text: string, contentType: string): Answer {
  return { status: 200, headers: { 'content-type': contentType }, chunks: [Buffer.from(text)] };
}

export function messageAnswer({ headers, chunks }: WireMessage, deployment: string): Answer {
  return { status: 200, headers: { ...headers, [DEPLOYMENT_HEADER]: deployment }, chunks };
}
