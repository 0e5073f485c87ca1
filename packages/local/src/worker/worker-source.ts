import { type ForkServer, type ForkServerEvent, startForkServer } from './fork-server.ts';
import { type PythonProcess, type PythonProcessOptions, spawnWorker } from './python-process.ts';

/** Where a server's workers come from. */
export interface WorkerSource {
  /**
   * The same Python each time.
   *
   * @throws TorchrelayError `WORKER_START_FAILED`
   */
  readonly make: (options: PythonProcessOptions) => Promise<PythonProcess>;
  /** Ends what it keeps ready for workers to come. */
  readonly rest: () => Promise<void>;
}

/**
 * Forks them from one process where that is safe: on Linux, on CPUs, where PyTorch computes with MKL, which it does on x64
 * alone. CUDA cannot be forked, Apple's libraries may not be, and OpenBLAS would keep to one thread. Elsewhere each is a
 * Python of its own.
 */
export function createWorkerSource({
  onEvent = () => {},
  arch = process.arch,
}: {
  onEvent?: (event: ForkServerEvent) => void;
  arch?: NodeJS.Architecture;
} = {}): WorkerSource {
  let isFit = process.platform === 'linux' && arch === 'x64';
  let current: ForkServer | undefined;
  const running = new Set<ForkServer>();

  const start = (options: PythonProcessOptions): ForkServer => {
    current?.retire();
    const server = startForkServer({ ...options, onEvent });
    running.add(server);
    void server.ended.then(() => running.delete(server));
    return server;
  };
  return {
    async make(options) {
      while (isFit && options.cudaDevice === undefined) {
        current = current?.canFork === true ? current : start(options);
        const { home, threads } = options;
        const worker = await current.fork({ home, threads });
        if (!('instead' in worker)) return worker;
        if (worker.instead === 'python-of-its-own') isFit = false;
      }
      return spawnWorker(options);
    },
    async rest() {
      current = undefined;
      for (const server of running) server.kill();
      await Promise.all([...running].map(({ ended }) => ended));
    },
  };
}
