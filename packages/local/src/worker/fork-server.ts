import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import {
  closePlace,
  endUnseen,
  type ForkPlace,
  type ForkRefusal,
  openPlace,
  SOCKETS_OF_PLACE,
  workerAt,
} from './fork-place.ts';
import { createLastLines } from './last-lines.ts';
import {
  endOf,
  type ProcessEnd,
  type PythonProcess,
  SOCKET_DESCRIPTOR,
  socketsOf,
  spawnPython,
} from './python-process.ts';
import { startError } from './worker-errors.ts';

/**
 * A Python that has imported PyTorch and forks workers (`forks.py`). Each of them starts in milliseconds instead of
 * seconds, and shares the memory that PyTorch itself takes.
 */
export interface ForkServer {
  /** False once its places are used up, it has refused to fork, or it has ended. */
  readonly canFork: boolean;
  /** @throws TorchrelayError `WORKER_START_FAILED` when it ends before it has ever forked */
  fork(options: {
    readonly home: string;
    readonly threads: number;
  }): Promise<PythonProcess | ForkRefusal>;
  /** Forks no more, and ends once its workers have. */
  readonly retire: () => void;
  /** At once. Its workers go on until their sockets close. */
  readonly kill: () => void;
  readonly ended: Promise<void>;
}

/** Workers in its whole life. Each takes three sockets from the start on. */
const PLACES = 8;

/** What `forks.py` says, one line each. */
type Message =
  | { readonly forked: number; readonly pid: number }
  | { readonly refused: number; readonly because: string }
  | ({ readonly ended: number } & ProcessEnd);

export function startForkServer({ python, home }: { python: string; home: string }): ForkServer {
  const child = spawnForkServer({ python, home });
  const unused = Array.from({ length: PLACES }, (_, index) => openPlace(child, index));
  const { errors } = socketsOf(child, { errors: 2 });
  const errorLines = createLastLines();
  errors.on('data', errorLines.push);
  child.stdout?.resume();

  const places = [...unused];
  const busy = new Set<ForkPlace>();
  let isRetired = false;
  let hasForked = false;

  const kill = (): void => void child.kill('SIGKILL');
  const retire = (): void => {
    isRetired = true;
    for (const place of unused.splice(0)) closePlace(place);
    if (busy.size === 0) kill();
  };
  const leave = (place: ForkPlace): void => {
    busy.delete(place);
    if (isRetired) retire();
  };
  const tell = listen(child, (message) => {
    const place = places[placeOf(message)];
    if (place === undefined) return;
    if ('forked' in message) {
      hasForked = true;
      return place.forked.resolve(message.pid);
    }
    if ('refused' in message) {
      // It has the one that was installed when it started.
      const isOutdated = message.because === 'another-torch';
      place.forked.resolve({
        instead: isOutdated ? 'another-fork-server' : 'python-of-its-own',
      });
      closePlace(place);
      isRetired = true;
    } else {
      place.ended.resolve({ exitCode: message.exitCode, signal: message.signal });
    }
    leave(place);
  });

  const watch = async (): Promise<void> => {
    const end = await endOf(child);
    retire();
    for (const place of busy) {
      if (hasForked) place.forked.resolve({ instead: 'another-fork-server' });
      else place.forked.reject(startError({ ...end, lastLines: errorLines.lines() }));
      void endUnseen(place);
    }
  };

  return {
    get canFork() {
      return !isRetired && unused.length > 0;
    },
    async fork(settings) {
      const place = unused.shift();
      if (place === undefined) return { instead: 'another-fork-server' };
      busy.add(place);
      const index = places.indexOf(place);
      tell({ fork: index, ...settings });
      const forked = await place.forked.promise;
      return typeof forked === 'number'
        ? workerAt(place, { pid: forked, kill: () => tell({ kill: index }) })
        : forked;
    },
    retire,
    kill,
    ended: watch(),
  };
}

function spawnForkServer({ python, home }: { python: string; home: string }): ChildProcess {
  const pipes = Array<'pipe'>(SOCKET_DESCRIPTOR + PLACES * SOCKETS_OF_PLACE).fill('pipe');
  return spawnPython({
    python,
    home,
    // Of its own, which it does not use: it must not have other threads when it forks.
    threads: 1,
    settings: ['--forks'],
    stdio: ['ignore', ...pipes],
  });
}

/** @returns What tells it something. */
function listen(
  child: ChildProcess,
  onMessage: (message: Message) => void,
): (message: Readonly<Record<string, unknown>>) => void {
  const { control } = socketsOf(child, { control: SOCKET_DESCRIPTOR });
  const lines = createInterface({ input: control });
  lines.on('line', (line) => {
    try {
      onMessage(JSON.parse(line));
    } catch {
      // Something else than our Python: what it says cannot be relied on.
      child.kill('SIGKILL');
    }
  });
  // Whoever cannot be told any more has ended, which shows elsewhere. The reader tells the socket's errors again.
  for (const emitter of [control, lines]) emitter.on('error', () => {});
  return (message) => void control.write(`${JSON.stringify(message)}\n`);
}

function placeOf(message: Message): number {
  if ('forked' in message) return message.forked;
  return 'refused' in message ? message.refused : message.ended;
}
