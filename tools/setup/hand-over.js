import { spawn } from 'node:child_process';

const forwarded = /** @type {const} */ (['SIGTERM', 'SIGHUP']);

/**
 * Runs a command in our place: its terminal, its signals, its exit code.
 *
 * @param {readonly string[]} command
 * @param {{ env: NodeJS.ProcessEnv, cwd?: string }} options
 * @returns {Promise<number>} the exit code
 */
export function handOver([command = '', ...commandArguments], { env, cwd }) {
  const child = spawn(command, commandArguments, {
    env,
    cwd,
    stdio: 'inherit',
    // What npm and pnpm put on PATH are batch files on Windows, which Node starts only through a shell.
    shell: process.platform === 'win32' && !/\.exe$/i.test(command),
  });
  // Ctrl-C reaches the child by itself; we must outlive it to pass on how it ended.
  process.on('SIGINT', () => {});
  for (const signal of forwarded) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? exitCodeOf(signal)));
  });
}

/** @param {NodeJS.Signals | null} signal */
function exitCodeOf(signal) {
  return signal === 'SIGINT' ? 130 : 1;
}
