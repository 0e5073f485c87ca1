import { Socket } from 'node:net';
import { toTorchrelayError } from '@torchrelay/core';
import { runServer, type RunningServer } from './run-server.ts';
import type { ServerConfig, ServerGreeting } from './server-config.ts';

/**
 * The server's process. The one that starts it holds the other end of descriptor 3: it writes the configuration
 * there on one line, gets one line back, and is known to live as long as it does not close it.
 */
const LIFELINE_DESCRIPTOR = 3;

const lifeline: Socket = new Socket({ fd: LIFELINE_DESCRIPTOR, readable: true, writable: true });
let server: RunningServer | undefined;
let isStopping = false;

async function start(): Promise<void> {
  const config = await readConfig();
  try {
    server = await runServer({ config, onStop: stop });
  } catch (error) {
    const { code, message, hint } = toTorchrelayError(error);
    greet({ kind: 'failed', error: { code, message, ...(hint === undefined ? {} : { hint }) } });
    process.exitCode = 1;
    lifeline.end();
    return;
  }
  greet({ kind: server === undefined ? 'already-running' : 'ready' });
  if (server === undefined || config.mode === 'detached') lifeline.end();
  else lifeline.once('close', abandon);
  process.on('SIGTERM', stop);
  // Control-C reaches the whole group. An attached server waits for what its parent makes of it.
  process.on('SIGINT', config.mode === 'attached' ? () => {} : stop);
}

function readConfig(): Promise<ServerConfig> {
  return new Promise((resolve) => {
    let text = '';
    lifeline.setEncoding('utf8');
    lifeline.on('data', (chunk) => {
      text += chunk;
      if (text.endsWith('\n')) resolve(JSON.parse(text));
    });
    // The starter may die before it has said a word, or just after.
    lifeline.on('error', () => {});
    lifeline.once('end', () => lifeline.destroy());
  });
}

function greet(greeting: ServerGreeting): void {
  lifeline.write(`${JSON.stringify(greeting)}\n`);
}

/** Asked twice, it does not wait for anybody. */
function stop(): void {
  if (isStopping) abandon();
  isStopping = true;
  void server?.stop().then(() => process.exit(0));
}

function abandon(): void {
  server?.abandon();
  process.exit(0);
}

process.on('exit', () => server?.abandon());
await start();
