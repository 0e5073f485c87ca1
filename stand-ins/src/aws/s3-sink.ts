import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Takes uploads as S3 does, and keeps nothing of them. */
export interface S3Sink extends AsyncDisposable {
  readonly endpoint: string;
  /** Bytes of all bodies so far. */
  received(): Promise<number>;
  /** Connections that were opened to it so far, without those that ask it such questions. */
  connections(): Promise<number>;
}

/** In a process of its own: it does not weigh on what is measured in this one. */
export async function startS3Sink(): Promise<S3Sink> {
  const program = fileURLToPath(new URL('s3-sink-process.ts', import.meta.url));
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const { port } = JSON.parse(line) as { readonly port: number };
  const endpoint = `http://127.0.0.1:${port}`;
  const count = async (): Promise<{ received: number; connections: number }> => {
    // A connection of its own, so that it can be left out.
    const response = await fetch(`${endpoint}/_stand-in/received`, {
      headers: { connection: 'close' },
    });
    questions += 1;
    const counted = (await response.json()) as { received: number; connections: number };
    return { ...counted, connections: counted.connections - questions };
  };
  let questions = 0;
  return {
    endpoint,
    received: async () => (await count()).received,
    connections: async () => (await count()).connections,
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'close');
      child.kill();
      await ended;
    },
  };
}
