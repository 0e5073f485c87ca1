/**
 * Sends one request again and again over connections that stay open, each its next one when the answer is there.
 * A process of its own, so that no server waits for it; sockets rather than `fetch`, so that it costs little of
 * the cores that it shares with the servers.
 */
import { connect, type Socket } from 'node:net';
import type { Load, LoadResult } from './load.ts';

const END_OF_HEAD = '\r\n\r\n';

process.on('message', (load: Load) => {
  run(load).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});

async function run({ port, head, body, connections, durationInMs }: Load): Promise<LoadResult> {
  const bytes = Buffer.concat([Buffer.from(head), body]);
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(port)));
  const startedAt = performance.now();
  const deadline = startedAt + durationInMs;
  const latencies: number[] = [];
  // Every request is waited for, so that no server still computes when the next one is measured.
  await Promise.all(sockets.map((socket) => repeat({ socket, bytes, deadline, latencies })));
  const seconds = (performance.now() - startedAt) / 1000;
  latencies.sort((one, other) => one - other);
  return {
    requestsPerSecond: latencies.length / seconds,
    p50InMs: percentile(latencies, 0.5),
    p99InMs: percentile(latencies, 0.99),
  };
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => resolve(socket));
    socket.once('error', reject);
  });
}

function repeat({
  socket,
  bytes,
  deadline,
  latencies,
}: {
  socket: Socket;
  bytes: Buffer;
  deadline: number;
  latencies: number[];
}): Promise<void> {
  return new Promise((resolve, reject) => {
    let sentAt = 0;
    const send = (): void => {
      sentAt = performance.now();
      socket.write(bytes);
    };
    const isComplete = answerReader();
    socket.on('data', (chunk) => {
      try {
        if (!isComplete(chunk)) return;
      } catch (error) {
        socket.destroy();
        return reject(error);
      }
      const now = performance.now();
      latencies.push(now - sentAt);
      if (now < deadline) return send();
      socket.destroy();
      resolve();
    });
    socket.once('error', reject);
    socket.once('end', () => reject(new Error('The server closed the connection.')));
    send();
  });
}

/** Tells when an answer has come in completely, from its `Content-Length`. */
function answerReader(): (chunk: Buffer) => boolean {
  let head: Buffer = Buffer.alloc(0);
  let missing: number | undefined;
  return (chunk) => {
    if (missing === undefined) {
      head = head.byteLength === 0 ? chunk : Buffer.concat([head, chunk]);
      const end = head.indexOf(END_OF_HEAD);
      if (end < 0) return false;
      missing =
        lengthOf(head.toString('latin1', 0, end)) - (head.byteLength - end - END_OF_HEAD.length);
      head = Buffer.alloc(0);
    } else {
      missing -= chunk.byteLength;
    }
    if (missing > 0) return false;
    missing = undefined;
    return true;
  };
}

function lengthOf(head: string): number {
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (!head.startsWith('HTTP/1.1 200') || length === undefined)
    throw new Error(`An answer that cannot be counted: ${head}`);
  return Number(length);
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
