import type { Socket } from 'node:net';
import type { Answer } from './answer.ts';
import { KEEP_ALIVE_IN_MS, renderAnswer } from './plain-answer.ts';
import { writeAll } from '../write-all.ts';
import { createPlainRequestReader, type PlainRequest } from './plain-request.ts';

/**
 * Answers small inference requests without Node's HTTP server, which takes longer for one than a small model.
 * A connection on which anything else arrives is handed over to it, with all bytes of that request, for good.
 */
export interface FastLane {
  readonly take: (socket: Socket) => void;
  /** Closes the connections on which nothing has come that is not answered, and no answer is still to be taken. */
  readonly closeIdle: () => void;
  readonly closeAll: () => void;
}

interface FastLaneOptions {
  /** Never rejects. */
  readonly answer: (request: PlainRequest, abortSignal: AbortSignal) => Promise<Answer>;
  /** To Node's server. The bytes are those that it has to read first. */
  readonly handOver: (socket: Socket, bytes: Buffer) => void;
  /** Of a request's body. */
  readonly maxBytes: number;
  /** How long a first request may take to begin, and an answer to be taken. */
  readonly transferTimeoutInMs: number;
}

interface Connection {
  readonly closeIfIdle: () => void;
  readonly close: () => void;
}

export function createFastLane(options: FastLaneOptions): FastLane {
  const connections = new Set<Connection>();
  return {
    take(socket) {
      const connection = connect({
        ...options,
        socket,
        onEnd: () => connections.delete(connection),
      });
      connections.add(connection);
    },
    closeIdle: () => connections.forEach((connection) => connection.closeIfIdle()),
    closeAll: () => connections.forEach((connection) => connection.close()),
  };
}

const NOTHING: Buffer = Buffer.alloc(0);
/** Head and body of a small request follow each other closely; where they do not, Node knows how long to wait. */
const PATIENCE_IN_MS = 50;

function connect({
  socket,
  answer,
  handOver,
  maxBytes,
  transferTimeoutInMs,
  onEnd,
}: FastLaneOptions & {
  socket: Socket;
  /** The connection is closed, or handed over. */
  onEnd: () => void;
}): Connection {
  const gone = new AbortController();
  const read = createPlainRequestReader({ maxBytes });
  let isBusy = false;
  let unread: Buffer = NOTHING;
  let patience: NodeJS.Timeout | undefined;
  let delivery: NodeJS.Timeout | undefined;

  const onData = (chunk: Buffer): void => {
    unread = unread === NOTHING ? chunk : Buffer.concat([unread, chunk]);
    // A client that does not wait for its answers: the order is Node's business.
    if (isBusy) return void socket.pause();
    const request = socket.writableLength > 0 ? 'unusual' : read(unread);
    if (request === 'unusual') return leave();
    if (request === 'incomplete') {
      // From the first piece on: who sends one now and then must not be waited for again and again.
      patience ??= setTimeout(leave, PATIENCE_IN_MS);
      return;
    }
    clearTimeout(patience);
    patience = undefined;
    unread = NOTHING;
    isBusy = true;
    void answer(request, gone.signal).then(send);
  };

  const send = (answered: Answer): void => {
    isBusy = false;
    if (socket.destroyed || gone.signal.aborted) return;
    writeAll(socket, renderAnswer(answered));
    // No request is read before the answer to the one before is out: one timer is enough.
    clearTimeout(delivery);
    if (socket.writableLength > 0) delivery = limitDelivery(socket, transferTimeoutInMs);
    if (unread !== NOTHING) leave();
    else if (socket.timeout !== KEEP_ALIVE_IN_MS) socket.setTimeout(KEEP_ALIVE_IN_MS);
  };

  const leave = (): void => {
    stopListening();
    socket.setTimeout(0);
    if (socket.destroyed) return;
    handOver(socket, unread);
    socket.resume();
  };
  const end = (): void => {
    gone.abort(new Error('the client is gone'));
    socket.end();
  };
  const onClose = (): void => {
    clearTimeout(delivery);
    stopListening();
    end();
  };
  const onTimeout = (): void => {
    if (!isBusy) socket.destroy();
  };
  // 'close' follows.
  const onError = (): void => {};
  const stopListening = (): void => {
    clearTimeout(patience);
    socket.off('data', onData).off('end', end).off('close', onClose);
    socket.off('timeout', onTimeout);
    onEnd();
    // Nobody else listens to what happens on a closed one.
    if (!socket.destroyed) socket.off('error', onError);
  };

  socket.on('data', onData).on('end', end).on('close', onClose);
  socket.on('timeout', onTimeout).on('error', onError);
  socket.setTimeout(transferTimeoutInMs);
  return {
    closeIfIdle() {
      if (isBusy || socket.writableLength > 0) return;
      // Half a request is not nothing: Node waits for the rest, and it gets an answer.
      if (unread === NOTHING) socket.destroy();
      else leave();
    },
    close: () => socket.destroy(),
  };
}

/** An answer that nobody takes must not fill the memory for ever. */
function limitDelivery(socket: Socket, timeoutInMs: number): NodeJS.Timeout {
  const end = socket.bytesWritten;
  return setTimeout(() => {
    // What is still to be sent counts as written, too.
    if (socket.bytesWritten - socket.writableLength < end) socket.destroy();
  }, timeoutInMs).unref();
}
