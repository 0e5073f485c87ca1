import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

import { command, type Sandbox } from './run-command.ts';
import { servingPython } from './serving-python.ts';

const terminal = fileURLToPath(new URL('terminal.py', import.meta.url));

export interface TerminalResult {
  /** Every byte that was sent to the terminal. */
  readonly raw: string;
  /** What is to be read at the end, without colours. */
  readonly screen: string;
  readonly exitCode: number;
}

export interface TerminalOptions {
  readonly sandbox: Sandbox;
  readonly environment?: Readonly<Record<string, string>>;
  /** Keys to press when the screen shows a pattern, in order. */
  readonly answers?: readonly (readonly [pattern: string, keys: string])[];
}

/** Runs the real command as a person sees it: on a terminal of 80 columns. */
export function runOnTerminal(
  commandLine: readonly string[],
  { sandbox, environment = {}, answers = [] }: TerminalOptions,
): Promise<TerminalResult> {
  const options = {
    cwd: sandbox.folder,
    env: { ...sandbox.environment, TERM: 'xterm-256color', ...environment },
    maxBuffer: 2 ** 24,
  };
  return new Promise((resolve) => {
    execFile(
      servingPython(),
      [terminal, JSON.stringify(answers), ...command, ...commandLine],
      options,
      (error, stdout) => {
        const exitCode = typeof error?.code === 'number' ? error.code : 0;
        resolve({ raw: stdout, screen: screenOf(stdout), exitCode });
      },
    );
  });
}

/** Lines that were drawn over are gone. */
function screenOf(raw: string): string {
  const lines = raw.replaceAll('\r\n', '\n').split('\n');
  return lines
    .map((line) => stripVTControlCharacters(line.slice(line.lastIndexOf('\r') + 1)))
    .join('\n');
}
