import { createServer } from 'node:net';
import { once } from 'node:events';

/** The address of a port on loopback on which nobody listens. */
export async function closedPort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${address.port}`;
}
