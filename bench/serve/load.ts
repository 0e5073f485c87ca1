import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Request } from './contender.ts';

/** What the client's process is told. */
export interface Load {
  readonly port: number;
  /** The request line and headers, with the empty line. */
  readonly head: string;
  readonly body: Uint8Array;
  readonly connections: number;
  readonly durationInMs: number;
}

export interface LoadResult {
  readonly requestsPerSecond: number;
  readonly p50InMs: number;
  readonly p99InMs: number;
}

export interface LoadClient extends Disposable {
  run(load: { request: Request; connections: number; durationInMs: number }): Promise<LoadResult>;
}

export function startLoadClient(): LoadClient {
  const child = fork(fileURLToPath(new URL('load-client.ts', import.meta.url)), {
    serialization: 'advanced',
  });
  return {
    async run({ request: { url, headers, body }, connections, durationInMs }) {
      const { host, port, pathname } = new URL(url);
      const lines = { Host: host, ...headers, 'Content-Length': String(body.byteLength) };
      const head = [
        `POST ${pathname} HTTP/1.1`,
        ...Object.entries(lines).map(([name, value]) => `${name}: ${value}`),
        '\r\n',
      ].join('\r\n');
      const load: Load = { port: Number(port), head, body, connections, durationInMs };
      child.send(load);
      const [answer]: { result?: LoadResult; error?: string }[] = await once(child, 'message');
      if (answer?.result === undefined) throw new Error(answer?.error ?? 'The client has ended.');
      return answer.result;
    },
    [Symbol.dispose]: () => void child.kill(),
  };
}
