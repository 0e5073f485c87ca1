/** Answers each request at once with the same bytes: a port for each encoding. All requests of a connection are alike. */
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { CannedAnswers } from './no-model.ts';

process.on('message', ({ json, binary }: CannedAnswers) => {
  Promise.all([listen(json), listen(binary)]).then(
    ([forJson, forBinary]) => process.send?.({ json: forJson, binary: forBinary }),
    (error: unknown) => {
      throw error;
    },
  );
});

async function listen(answer: Uint8Array): Promise<number> {
  const server = createServer({ noDelay: true }, (socket) => answerAll(socket, answer));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function answerAll(socket: Socket, answer: Uint8Array): void {
  let size: number | undefined;
  let missing = 0;
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    size ??= sizeOfRequest(chunk);
    if (missing === 0) missing = size;
    missing -= chunk.byteLength;
    if (missing === 0) socket.write(answer);
  });
}

/** Head and body. The head comes in one piece. */
function sizeOfRequest(chunk: Buffer): number {
  const end = chunk.indexOf('\r\n\r\n') + 4;
  const length = /\r\ncontent-length: *(\d+)/i.exec(chunk.toString('latin1', 0, end))?.[1];
  return end + Number(length);
}
