import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** The server's process, and the folder in which its workers run. */
export interface ServerProcess {
  readonly pid: number;
  readonly workersHome: string;
}

/** The one server in a target's home. */
export function serverIn(home: string): ServerProcess {
  const file = readdirSync(home, { recursive: true, encoding: 'utf8' }).find(
    (path) => path === 'server.json' || path.endsWith('/server.json'),
  );
  if (file === undefined) throw new Error(`There is no server in ${home}.`);
  const { pid, privateDirectory } = JSON.parse(readFileSync(join(home, file), 'utf8'));
  return { pid, workersHome: join(privateDirectory, 'home') };
}

/** Oldest first. */
export function workersOf(server: ServerProcess): number[] {
  return pythonsOf(server).filter((pid) => !isForkServer(pid, server));
}

/** Those from which workers are forked, oldest first. */
export function forkServersOf(server: ServerProcess): number[] {
  return pythonsOf(server).filter((pid) => isForkServer(pid, server));
}

/** Also workers whose fork server was killed, and which are nobody's children now. */
export function pythonsOf({ workersHome }: ServerProcess): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), facts: factsOf(Number(name)) }))
    .filter(({ pid, facts }) => facts?.state !== 'Z' && workingDirectory(pid) === workersHome)
    .toSorted((one, other) => (one.facts?.startedAt ?? 0) - (other.facts?.startedAt ?? 0))
    .map(({ pid }) => pid);
}

/** Its workers have the same command line. */
function isForkServer(pid: number, server: ServerProcess): boolean {
  const isForking = read(`/proc/${pid}/cmdline`)?.includes('--forks') ?? false;
  return isForking && factsOf(pid)?.parent === server.pid;
}

export function isRunning(pid: number): boolean {
  const facts = factsOf(pid);
  return facts !== undefined && facts.state !== 'Z';
}

/** What a process holds in memory, in MiB; `undefined` when it has just ended. */
export function residentMebibytes(pid: number): number | undefined {
  const status = read(`/proc/${pid}/status`);
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(status ?? '')?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) / 1024;
}

interface ProcessFacts {
  /** `Z`: it has ended, and nobody has asked yet how. */
  readonly state: string;
  readonly parent: number;
  /** In ticks since the machine was started. */
  readonly startedAt: number;
}

const START_TIME = 19;

function factsOf(pid: number): ProcessFacts | undefined {
  const text = read(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  // The name in front may hold anything, blanks and parentheses too.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return {
    state: fields[0] ?? '',
    parent: Number(fields[1]),
    startedAt: Number(fields[START_TIME]),
  };
}

function workingDirectory(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    // The process has ended.
    return undefined;
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // The process has ended.
    return undefined;
  }
}
