import type { ChildProcess } from 'node:child_process';
import { finished } from 'node:stream/promises';
import {
  lastWords,
  type ProcessEnd,
  type PythonProcess,
  SOCKET_DESCRIPTOR,
  socketsOf,
} from './python-process.ts';

/** Where one worker of a fork server may be, from before it is forked until it has ended. */
export interface ForkPlace {
  readonly sockets: Pick<PythonProcess, 'socket' | 'output' | 'errors'>;
  /** The process id, or why there is none. */
  readonly forked: PromiseWithResolvers<number | ForkRefusal>;
  readonly ended: PromiseWithResolvers<ProcessEnd>;
}

export interface ForkRefusal {
  /** Where the worker has to come from. */
  readonly instead: 'another-fork-server' | 'python-of-its-own';
}

/** The sockets have to be handed over when the fork server starts: `forks.py` finds them by these numbers. */
export const SOCKETS_OF_PLACE = 3;

export function openPlace(forkServer: ChildProcess, index: number): ForkPlace {
  const first = SOCKET_DESCRIPTOR + 1 + index * SOCKETS_OF_PLACE;
  const sockets = socketsOf(forkServer, { socket: first, output: first + 1, errors: first + 2 });
  // Whatever breaks off has closed, and that is told where somebody wants to know.
  for (const socket of Object.values(sockets)) socket.on('error', () => {});
  return {
    sockets,
    forked: Promise.withResolvers(),
    ended: Promise.withResolvers(),
  };
}

/** Nobody is there, and nobody comes any more. */
export function closePlace({ sockets }: ForkPlace): void {
  for (const socket of Object.values(sockets)) socket.destroy();
}

export function workerAt(
  place: ForkPlace,
  { pid, kill }: Pick<PythonProcess, 'pid' | 'kill'>,
): PythonProcess {
  const { sockets, ended } = place;
  return {
    ...sockets,
    pid,
    kill,
    ended: ended.promise.then(async (end) => {
      await lastWords(silenceAt(place));
      return end;
    }),
  };
}

/** The fork server, which would have told how its worker ended, is gone: the system closes the sockets in any case. */
export async function endUnseen(place: ForkPlace): Promise<void> {
  await silenceAt(place);
  place.ended.resolve({ exitCode: null, signal: null });
}

async function silenceAt({ sockets: { output, errors } }: ForkPlace): Promise<void> {
  const silence = [output, errors].map((stream) => finished(stream, { writable: false }));
  // What breaks off has ended, too.
  await Promise.allSettled(silence);
}
