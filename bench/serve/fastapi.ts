import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { availableParallelism } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { toShortDoubles } from '../../packages/core/src/index.ts';
import type { Model } from './cases.ts';
import type { Contender } from './contender.ts';
import { pythonEnvironment } from './python.ts';

const START_TIMEOUT_IN_MS = 60_000;

/** FastAPI on uvicorn; the cores are divided among its workers, as torchrelay divides them. */
export interface FastapiServer extends AsyncDisposable {
  contender(model: Model): Contender;
}

export async function startFastapi({
  python,
  folder,
  models,
  workers,
}: {
  python: string;
  folder: string;
  models: readonly Model[];
  workers: number;
}): Promise<FastapiServer> {
  const port = await freePort();
  const threads = Math.max(1, Math.floor(availableParallelism() / workers));
  const child = spawn(
    python,
    // oxfmt-ignore
    ['-W', 'ignore', '-m', 'uvicorn', 'fastapi_server:app', '--app-dir', import.meta.dirname, '--port', String(port),
      '--workers', String(workers), '--loop', 'uvloop', '--http', 'httptools', '--no-access-log', '--log-level', 'warning'],
    {
      env: pythonEnvironment({ folder, models, threads }),
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  const url = `http://127.0.0.1:${port}`;
  await untilAnswers({ url: `${url}/openapi.json`, hasEnded: () => child.exitCode !== null });
  return {
    contender: (model) => contenderOf({ url, model, workers }),
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}

function contenderOf({
  url,
  model: { name, shape },
  workers,
}: {
  url: string;
  model: Model;
  workers: number;
}): Contender {
  const batch = [1, ...shape];
  return {
    name: `FastAPI on uvicorn, ${workers} ${workers === 1 ? 'worker' : 'workers'}`,
    request: (encoding, example) =>
      encoding === 'json'
        ? {
            url: `${url}/${name}/json`,
            headers: { 'Content-Type': 'application/json' },
            body: Buffer.from(JSON.stringify({ shape: batch, data: toShortDoubles(example) })),
          }
        : {
            url: `${url}/${name}/binary`,
            headers: { 'Content-Type': 'application/octet-stream', Shape: batch.join(',') },
            body: new Uint8Array(example.buffer),
          },
    async read(encoding, answer) {
      if (encoding === 'binary') return new Float32Array(await answer.arrayBuffer());
      const { data }: { data: number[] } = JSON.parse(await answer.text());
      return Float32Array.from(data);
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}

async function untilAnswers({
  url,
  hasEnded,
}: {
  url: string;
  hasEnded: () => boolean;
}): Promise<void> {
  const deadline = performance.now() + START_TIMEOUT_IN_MS;
  while (performance.now() < deadline && !hasEnded()) {
    const answer = await fetch(url).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.ok === true) return;
    await setTimeout(100);
  }
  throw new Error(`FastAPI did not start on ${url}; what it says is above.`);
}
