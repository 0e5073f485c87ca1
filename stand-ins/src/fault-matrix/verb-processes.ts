import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import type { JsonObject } from '@torchrelay/core/target';

import type { Verb } from './course.ts';

/** Processes that have loaded everything and wait for their one order. */
export interface VerbProcesses extends AsyncDisposable {
  take(): Promise<VerbProcess>;
}

export interface VerbProcess {
  /** Ends with the process: its exit code, or the signal that killed it. */
  run(order: {
    readonly settings: JsonObject;
    readonly verb: Verb;
    readonly deployment: string;
  }): Promise<number | NodeJS.Signals>;
  kill(): void;
}

/** @param program path of the module with `openTarget` */
export function startVerbProcesses(program: string): VerbProcesses {
  let next: Promise<ChildProcess> | undefined;
  return {
    async take() {
      const taken = next ?? start(program);
      // Loading takes seconds: the next one does that while this one works.
      next = start(program);
      return processOf(await taken);
    },
    async [Symbol.asyncDispose]() {
      const child = await next;
      if (child === undefined) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function start(program: string): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL('verb-process.ts', import.meta.url)), [program], {
    execArgv: ['--conditions=torchrelay-source'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit').then(() => {
    throw new Error('A process that was to run a verb ended before it was told to.');
  });
  await Promise.race([once(child, 'message'), ended]);
  // From now on its end is what is wanted.
  ended.catch(() => {});
  return child;
}

function processOf(child: ChildProcess): VerbProcess {
  return {
    async run(order) {
      const ended = once(child, 'exit');
      child.send(order);
      const [code, signal] = (await ended) as [number | null, NodeJS.Signals | null];
      return code ?? signal ?? 0;
    },
    kill: () => void child.kill('SIGKILL'),
  };
}
