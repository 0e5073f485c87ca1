import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { checkOutput } from './check-output.ts';
import { servingPython } from './serving-python.ts';

/** The command from its sources, which need no build. */
export const sourceCommand: readonly string[] = [
  process.execPath,
  '--conditions=torchrelay-source',
  pathOf('../main.ts'),
];
/** As users have it, if this run of the tests begins with a build, as `npm test` does; it starts in a third of the time. */
export const command: readonly string[] =
  process.env['TORCHRELAY_TEST_BUILT'] === undefined
    ? sourceCommand
    : [process.execPath, pathOf('../../dist/main.js')];

/** A user of their own: home, state and caches in a folder that goes with the test. */
export interface Sandbox extends Disposable {
  readonly folder: string;
  readonly environment: Record<string, string>;
}

export function createSandbox(): Sandbox {
  const folder = mkdtempSync(join(tmpdir(), 'torchrelay-cli-'));
  // What tests run does not depend on it, only how soon.
  const compiled = process.env['NODE_COMPILE_CACHE'];
  return {
    folder,
    environment: {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      XDG_CACHE_HOME: join(folder, 'cache'),
      TORCHRELAY_HOME: join(folder, 'state'),
      TORCHRELAY_PYTHON: servingPython(),
      LANG: 'C.UTF-8',
      USER: 'ada',
      ...(compiled !== undefined && { NODE_COMPILE_CACHE: compiled }),
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
}

export interface CommandOptions {
  readonly sandbox: Sandbox;
  readonly environment?: Readonly<Record<string, string>>;
  /** @default {@link command} */
  readonly from?: readonly string[];
  /** Sends Ctrl-C when stderr or stdout shows this. */
  readonly interruptAt?: RegExp;
}

/** Runs the real command in a process of its own, without a terminal. What it prints as JSON keeps its schema. */
export function runCommand(
  commandLine: readonly string[],
  { sandbox, environment = {}, interruptAt, from = command }: CommandOptions,
): Promise<CommandResult> {
  const [program = '', ...flags] = from;
  const child = spawn(program, [...flags, ...commandLine], {
    cwd: sandbox.folder,
    env: { ...sandbox.environment, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written = { stdout: '', stderr: '' };
  let isInterrupted = false;
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (chunk: string) => {
      written[stream] += chunk;
      if (isInterrupted || interruptAt?.test(written[stream]) !== true) return;
      isInterrupted = true;
      child.kill('SIGINT');
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => {
      try {
        checkOutput(commandLine, written.stdout);
        resolve({ ...written, exitCode });
      } catch (error) {
        reject(error);
      }
    });
  });
}

function pathOf(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
