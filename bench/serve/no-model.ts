import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Encoding } from './cases.ts';
import type { Contender } from './contender.ts';

/** What the process is told: for each encoding an answer as it goes over the wire. */
export type CannedAnswers = Readonly<Record<Encoding, Uint8Array>>;

export const noModel = 'no model at all';

/**
 * The most that any server in Node could reach with this client on this machine: one that counts the bytes of a request,
 * and answers what another has answered once. No HTTP is read, no number, and no model is asked.
 */
export async function startNoModel({
  like,
  example,
}: {
  /** Whose requests and answers. */
  like: Contender;
  example: Float32Array;
}): Promise<Contender & Disposable> {
  const child = fork(fileURLToPath(new URL('no-model-server.ts', import.meta.url)), {
    serialization: 'advanced',
  });
  child.send({
    json: await answerOf(like, 'json', example),
    binary: await answerOf(like, 'binary', example),
  } satisfies CannedAnswers);
  const [ports]: Record<Encoding, number>[] = await once(child, 'message');
  return {
    name: noModel,
    request(encoding, values) {
      const request = like.request(encoding, values);
      const url = new URL(request.url);
      url.port = String(ports?.[encoding]);
      return { ...request, url: url.href };
    },
    read: (encoding, answer) => like.read(encoding, answer),
    [Symbol.dispose]: () => void child.kill(),
  };
}

async function answerOf(
  server: Contender,
  encoding: Encoding,
  example: Float32Array,
): Promise<Uint8Array> {
  const { url, headers, body } = server.request(encoding, example);
  const answer = await fetch(url, { method: 'POST', headers, body: Buffer.from(body) });
  const bytes = Buffer.from(await answer.arrayBuffer());
  const lines = [...answer.headers]
    .filter(([name]) => name !== 'content-length')
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
  const head = `HTTP/1.1 200 OK\r\n${lines}content-length: ${bytes.byteLength}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), bytes]);
}
