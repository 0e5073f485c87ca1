import type { ChildProcess } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { finished } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { TorchrelayError } from '@torchrelay/core';
import { hasCode } from '../has-code.ts';
import {
  LAST_WORDS_IN_MS,
  lastWords,
  type ProcessEnd,
  type PythonProcess,
  SOCKET_DESCRIPTOR,
  socketsOf,
} from './python-process.ts';

/** Where one worker of a fork server may be, from before it is forked until it has ended. */
export interface ForkPlace {
  readonly index: number;
  /** Rejects as {@link ForkPlace.fail} says. */
  readonly worker: Promise<PythonProcess | ForkRefusal>;
  readonly fork: (pid: number) => void;
  /** How it ended, if it was forked. */
  readonly end: (end: ProcessEnd) => void;
  /** No worker will be here; without effect on one that is. */
  readonly refuse: (refusal: ForkRefusal) => void;
  readonly fail: (error: TorchrelayError) => void;
  readonly close: () => void;
}

export interface ForkRefusal {
  /** Where the worker has to come from. */
  readonly instead: 'another-fork-server' | 'python-of-its-own';
}

/** They have to be handed over when the fork server starts: `forks.py` finds them by their numbers. */
export const SOCKETS_OF_PLACE = 3;

export function createForkPlace(forkServer: ChildProcess, index: number): ForkPlace {
  const first = SOCKET_DESCRIPTOR + 1 + index * SOCKETS_OF_PLACE;
  const sockets = socketsOf(forkServer, { socket: first, output: first + 1, errors: first + 2 });
  // Whatever breaks off has closed, and that is told where somebody wants to know.
  for (const socket of Object.values(sockets)) socket.on('error', () => {});
  const worker = Promise.withResolvers<PythonProcess | ForkRefusal>();
  const ended = Promise.withResolvers<ProcessEnd>();
  let isForked = false;

  const close = (): void => {
    for (const socket of Object.values(sockets)) socket.destroy();
  };
  return {
    index,
    worker: worker.promise,
    fork(pid) {
      isForked = true;
      worker.resolve({
        ...sockets,
        pid,
        ended: endAt({ sockets, told: ended.promise }),
        kill: () => kill({ pid, ...sockets }),
      });
    },
    end: ended.resolve,
    refuse(refusal) {
      if (!isForked) close();
      worker.resolve(refusal);
    },
    fail(error) {
      if (!isForked) close();
      worker.reject(error);
    },
    close,
  };
}

type Sockets = Pick<PythonProcess, 'socket' | 'output' | 'errors'>;

/** The fork server tells how, if it can. That it has ended shows in any case: the system closes its sockets. */
async function endAt({
  sockets: { socket, output, errors },
  told,
}: {
  sockets: Sockets;
  told: Promise<ProcessEnd>;
}): Promise<ProcessEnd> {
  const silence = allClosed([output, errors]);
  const untold = allClosed([socket, output, errors]).then(async () => {
    await wait(LAST_WORDS_IN_MS);
    return { exitCode: null, signal: null };
  });
  const end = await Promise.race([told, untold]);
  await lastWords(silence);
  return end;
}

async function allClosed(sockets: readonly Duplex[]): Promise<void> {
  // What breaks off has ended, too.
  await Promise.allSettled(sockets.map((socket) => finished(socket, { writable: false })));
}

/** Not by way of the fork server, which may be gone. As long as its output is open, no other process has its number. */
function kill({ pid, output }: Sockets & { pid: number }): void {
  if (output.closed) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error;
  }
}
