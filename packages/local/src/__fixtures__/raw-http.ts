import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** An answer as it stood on the wire. */
export interface RawAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** A connection on which anything can be said, also what no client library would. */
export interface RawConnection extends Disposable {
  readonly socket: Socket;
  send(...pieces: readonly (string | Uint8Array)[]): void;
  /** The next answer; `undefined` when the server closes the connection instead. */
  answer(options?: { isHead?: boolean }): Promise<RawAnswer | undefined>;
  /** Resolves when the connection is closed, however. */
  readonly closed: Promise<void>;
}

const END_OF_HEAD = '\r\n\r\n';

export async function openRaw(port: number): Promise<RawConnection> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let received: Buffer = Buffer.alloc(0);
  let isClosed = false;
  let wake = (): void => {};
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      isClosed = true;
      wake();
      resolve();
    });
  });
  // A reset is one way in which a server closes a connection; 'close' follows.
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    wake();
  });
  await once(socket, 'connect');

  const take = async (length: () => number | undefined): Promise<Buffer | undefined> => {
    for (let count = length(); ; count = length()) {
      if (count !== undefined && count <= received.byteLength) {
        const taken = received.subarray(0, count);
        received = received.subarray(count);
        return taken;
      }
      if (isClosed) return undefined;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  const headLength = (): number | undefined => {
    const end = received.indexOf(END_OF_HEAD);
    return end < 0 ? undefined : end + END_OF_HEAD.length;
  };

  return {
    socket,
    closed,
    send(...pieces) {
      for (const piece of pieces) socket.write(piece);
    },
    async answer({ isHead = false } = {}) {
      const head = await take(headLength);
      if (head === undefined) return undefined;
      const { status, headers } = parseHead(head.toString('latin1'));
      const length = isHead || status === 100 ? 0 : Number(headers['content-length'] ?? 0);
      const body = await take(() => length);
      return body && { status, headers, body };
    },
    [Symbol.dispose]: () => void socket.destroy(),
  };
}

function parseHead(head: string): Omit<RawAnswer, 'body'> {
  const [statusLine = '', ...lines] = head.trimEnd().split('\r\n');
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { status: Number(statusLine.split(' ')[1]), headers: Object.fromEntries(headers) };
}

/** A request's bytes; `Host` and `Content-Length` are added where not given, `undefined` leaves them out. */
export function rawRequest({
  method = 'POST',
  path = '/v2/models/model/infer',
  headers = {},
  body = '',
}: {
  method?: string;
  path?: string;
  headers?: Readonly<Record<string, string | undefined>>;
  body?: string | Uint8Array;
} = {}): Buffer {
  const all = { Host: 'localhost', 'Content-Length': String(Buffer.byteLength(body)), ...headers };
  const lines = Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}`],
  );
  const head = `${[`${method} ${path} HTTP/1.1`, ...lines].join('\r\n')}${END_OF_HEAD}`;
  return Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from(body)]);
}
