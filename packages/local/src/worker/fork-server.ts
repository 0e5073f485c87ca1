import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import {
  createForkPlace,
  type ForkPlace,
  type ForkRefusal,
  SOCKETS_OF_PLACE,
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
import { notStarted, startError, type WorkerEnd } from './worker-errors.ts';

/**
 * A Python that has imported PyTorch and forks workers (`forks.py`). Each of them starts in milliseconds instead of
 * seconds, and shares the memory that PyTorch itself takes.
 */
export interface ForkServer {
  /** False once its places are used up, it has refused to fork, or it has ended. */
  readonly canFork: boolean;
  /** @throws TorchrelayError `WORKER_START_FAILED` when it ends before it has ever forked, or is killed meanwhile */
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
  | { readonly failed: number; readonly because: string }
  | { readonly refused: number; readonly because: string }
  | ({ readonly ended: number } & ProcessEnd);

export type ForkServerEvent =
  | { readonly event: 'fork-server-output'; readonly line: string }
  | { readonly event: 'fork-refused'; readonly because: string }
  /** By itself. */
  | { readonly event: 'fork-server-lost'; readonly end: WorkerEnd };

export function startForkServer({
  python,
  home,
  onEvent,
}: {
  python: string;
  home: string;
  onEvent: (event: ForkServerEvent) => void;
}): ForkServer {
  const child = spawnForkServer({ python, home });
  const errorLines = readOutput(child, (line) => onEvent({ event: 'fork-server-output', line }));
  const unused = Array.from({ length: PLACES }, (_, index) => createForkPlace(child, index));
  const busy = new Map<number, ForkPlace>();
  let hasForked = false;
  let isRetired = false;
  let isUnwanted = false;

  const kill = (): void => {
    isUnwanted = true;
    child.kill('SIGKILL');
  };
  const retire = (): void => {
    isRetired = true;
    for (const { close } of unused.splice(0)) close();
    if (busy.size === 0) kill();
  };
  const tell = listen(child, (message) => {
    const place = busy.get(placeOf(message));
    if (place === undefined) return;
    if ('forked' in message) {
      hasForked = true;
      return place.fork(message.pid);
    }
    if ('ended' in message) place.end({ exitCode: message.exitCode, signal: message.signal });
    else if ('failed' in message) place.fail(notStarted(message.because));
    else {
      isRetired = true;
      onEvent({ event: 'fork-refused', because: message.because });
      place.refuse(insteadOf(message.because));
    }
    busy.delete(place.index);
    if (isRetired) retire();
  });
  const watch = async (): Promise<void> => {
    child.once('exit', () => {
      isRetired = true;
    });
    const end = { ...(await endOf(child)), lastLines: errorLines() };
    const isLost = hasForked && !isUnwanted;
    if (isLost) onEvent({ event: 'fork-server-lost', end });
    for (const place of busy.values()) {
      if (isLost) place.refuse({ instead: 'another-fork-server' });
      else place.fail(startError(end));
    }
    retire();
  };

  return {
    get canFork() {
      return !isRetired && unused.length > 0;
    },
    async fork(settings) {
      const place = unused.shift();
      if (place === undefined) return { instead: 'another-fork-server' };
      busy.set(place.index, place);
      tell({ fork: place.index, ...settings });
      return place.worker;
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

/** @returns What gives the last lines of its error output. */
function readOutput(child: ChildProcess, onLine: (line: string) => void): () => readonly string[] {
  const { output, errors } = socketsOf(child, { output: 1, errors: 2 });
  const errorLines = createLastLines({ onLine });
  errors.on('data', errorLines.push);
  output.on('data', createLastLines({ onLine }).push);
  return errorLines.lines;
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
  if ('failed' in message) return message.failed;
  return 'refused' in message ? message.refused : message.ended;
}

function insteadOf(because: string): ForkRefusal {
  // The next one has the PyTorch that is installed now.
  return { instead: because === 'another-torch' ? 'another-fork-server' : 'python-of-its-own' };
}
