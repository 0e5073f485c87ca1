import { once } from 'node:events';
import type { Server } from 'node:http';

/** Rejects when the address cannot be had. */
export async function listen(
  server: Server,
  options: { path: string } | { host: string; port: number },
): Promise<void> {
  server.listen(options);
  await once(server, 'listening');
}

const SWEEP_IN_MS = 20;

/** Takes no more connections, waits for the answers that are under way, at most for so long, and hangs up. */
export async function close(
  server: Server,
  { timeoutInMs }: { timeoutInMs: number },
): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  // A connection whose answer is out waits for another request: it becomes idle only now.
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_IN_MS);
  const deadline = setTimeout(() => server.closeAllConnections(), timeoutInMs);
  try {
    await closed;
  } finally {
    clearInterval(sweep);
    clearTimeout(deadline);
  }
}
