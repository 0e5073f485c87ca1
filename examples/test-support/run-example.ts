import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

export interface ExampleRun {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunExampleOptions {
  readonly arguments?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Sends SIGINT, as Ctrl-C does, when this has been printed. */
  readonly interruptAfter?: string;
}

/** Runs a file of this folder as its reader would: a process of its own, without a terminal. */
export async function runExample(
  file: string,
  { arguments: given = [], env = {}, interruptAfter }: RunExampleOptions = {},
): Promise<ExampleRun> {
  // The test runner sets it, and NO_COLOR does not like it.
  const { FORCE_COLOR: _, ...environment } = process.env;
  const folder = fileURLToPath(new URL('..', import.meta.url));
  const child = spawn(process.execPath, ['--conditions=torchrelay-source', file, ...given], {
    cwd: folder,
    env: { ...environment, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  child.stdout.on('data', (chunk) => {
    const wasPrinted = interruptAfter === undefined || printed.includes(interruptAfter);
    printed += String(chunk);
    if (!wasPrinted && printed.includes(interruptAfter)) child.kill('SIGINT');
  });
  const [[exitCode], stdout, stderr] = await Promise.all([
    once(child, 'close'),
    text(child.stdout),
    text(child.stderr),
  ]);
  return { exitCode, stdout, stderr };
}
