import { spawn } from 'node:child_process';

/**
 * @typedef {object} Captured
 * @property {number} exitCode -1 if it could not be started or was killed
 * @property {string} stdout
 * @property {string} output stdout and stderr as they came
 */

/**
 * Runs a command to its end and keeps what it wrote. A failure to start is an outcome too, not an exception.
 *
 * @param {string} command
 * @param {readonly string[]} commandArguments
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<Captured>}
 */
export function capture(command, commandArguments, options = {}) {
  return new Promise((resolve) => {
    let stdout = '';
    let output = '';
    const child = spawn(command, commandArguments, {
      ...options,
      stdio: ['ignore', 'pipe', 'pipe'],
      // npm on Windows is a batch file, which Node starts only through a shell.
      shell: process.platform === 'win32' && command.endsWith('.cmd'),
    });
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => (output += text));
    child.on('error', (error) => resolve({ exitCode: -1, stdout, output: error.message }));
    child.on('close', (code) => resolve({ exitCode: code ?? -1, stdout, output }));
  });
}

/**
 * The end of a tool's output, where the reason stands.
 *
 * @param {string} output
 */
export function lastLines(output, count = 15) {
  return output.trimEnd().split('\n').slice(-count).join('\n');
}
