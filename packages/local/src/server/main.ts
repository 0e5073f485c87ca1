import { Socket } from 'node:net';
import { TorchrelayError } from '@torchrelay/core';
import { type RunningServer, runServer } from './run-server.ts';
import { LIFELINE_DESCRIPTOR, type ServerConfig, type ServerGreeting } from './server-config.ts';

/** The whole life of the server's process. */
export async function serveProcess(): Promise<void> {
  const lifeline = new Socket({ fd: LIFELINE_DESCRIPTOR, readable: true, writable: true });
  const greet = (greeting: ServerGreeting): void =>
    void lifeline.write(`${JSON.stringify(greeting)}\n`);
  const config = await readConfig(lifeline);
  const life = createLife();
  try {
    life.server = await runServer({ config, onStop: life.stop });
  } catch (error) {
    greet({ kind: 'failed', error: describe(error) });
    process.exitCode = 1;
    lifeline.end();
    return;
  }
  // Before anybody knows that there is a server to stop.
  process.on('SIGTERM', life.stop);
  // Control-C reaches the whole group. An attached server waits for what its parent makes of it.
  process.on('SIGINT', config.mode === 'attached' ? () => {} : life.stop);
  greet({ kind: life.server === undefined ? 'already-running' : 'ready' });
  if (life.server === undefined || config.mode === 'detached') lifeline.end();
  else if (lifeline.destroyed) life.abandon();
  else lifeline.once('close', life.abandon);
}

function describe(error: unknown): Extract<ServerGreeting, { kind: 'failed' }>['error'] {
  // No space, no rights: the system's words are no defect of ours.
  if (!TorchrelayError.isInstance(error))
    return { message: error instanceof Error ? error.message : String(error) };
  const { code, message, hint } = error;
  return { code, message, ...(hint !== undefined && { hint }) };
}

function readConfig(lifeline: Socket): Promise<ServerConfig> {
  return new Promise((resolve) => {
    let text = '';
    lifeline.setEncoding('utf8');
    lifeline.on('data', (chunk) => {
      text += String(chunk);
      if (text.endsWith('\n')) resolve(JSON.parse(text));
    });
    // The starter may die before it has said a word, or just after: 'close' follows in any case.
    lifeline.on('error', () => {});
    lifeline.once('end', () => lifeline.destroy());
  });
}

interface Life {
  server: RunningServer | undefined;
  /** Asked twice, it does not wait for anybody. */
  readonly stop: () => void;
  readonly abandon: () => void;
}

function createLife(): Life {
  let isStopping = false;
  const life: Life = {
    server: undefined,
    stop() {
      if (isStopping) life.abandon();
      isStopping = true;
      void life.server?.stop().then(() => process.exit(0));
    },
    abandon() {
      life.server?.abandon();
      process.exit(0);
    },
  };
  // Also after a defect: no file may say that there is a server.
  process.on('exit', () => life.server?.abandon());
  return life;
}
