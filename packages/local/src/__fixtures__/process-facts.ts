import { readFileSync } from 'node:fs';

/** What a process holds in memory, in bytes, as the system counts it. */
export function residentBytes(pid: number): number {
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kibibytes) * 1024;
}

/** Who started it, as long as both live; `undefined` where the system does not let us see it. */
export function parentOf(pid: number): number | undefined {
  const number = /^PPid:\s+(\d+)$/m.exec(read(`/proc/${pid}/status`))?.[1];
  return number === undefined ? undefined : Number(number);
}

/** Workers, and what they were forked from. */
export function withForkServers(workers: readonly number[]): readonly number[] {
  const parents = workers.map(parentOf).filter((pid) => pid !== undefined);
  return [...new Set([...workers, ...parents.filter(isForkServer)])];
}

/** Of a process that is nobody's worker: those have the same command line. */
export function isForkServer(pid: number): boolean {
  return read(`/proc/${pid}/cmdline`).includes('--forks');
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // It ended while we were looking.
    return '';
  }
}

/** How much processor time a process has had, in hundredths of a second. */
export function processorTicks(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return Number(fields[11]) + Number(fields[12]);
}

/** `ESTABLISHED`, and `CLOSE_WAIT`: the client has closed it, the server not yet. */
const HELD: ReadonlySet<string | undefined> = new Set(['01', '08']);

/** Whether the server's end of a connection over 127.0.0.1 is still open. */
export function isHeldByServer({
  serverPort,
  clientPort,
}: {
  serverPort: number;
  clientPort: number | undefined;
}): boolean {
  const lines = readFileSync('/proc/net/tcp', 'utf8').trim().split('\n').slice(1);
  return lines.some((line) => {
    const [, local, remote, state] = line.trim().split(/\s+/);
    return portOf(local) === serverPort && portOf(remote) === clientPort && HELD.has(state);
  });
}

function portOf(address = ''): number {
  return Number.parseInt(address.split(':')[1] ?? '', 16);
}
