import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TorchrelayError } from '@torchrelay/core';
import { hasCode } from '../has-code.ts';
import type { DeploymentRequest } from './control-messages.ts';
import { isSameProcess, type ProcessIdentity } from './process-identity.ts';

/** What `server.json` in the runtime directory says of the server that owns it. */
export interface ServerFile extends ProcessIdentity {
  readonly formatVersion: 1;
  /** On 127.0.0.1. */
  readonly port: number;
  readonly controlSocket: string;
  /** Holds the socket and the workers' home; goes with the server. */
  readonly privateDirectory: string;
  readonly mode: 'attached' | 'detached';
  /** The deployment that receives the traffic. */
  readonly live?: string;
  /** Enough to load them again. */
  readonly deployments: readonly DeploymentRequest[];
}

function serverFilePath(runtimeDirectory: string): string {
  return join(runtimeDirectory, 'server.json');
}

/** What was last written there, whether its server still runs or not; `undefined` where there was none. */
export function readServerFile(runtimeDirectory: string): ServerFile | undefined {
  const path = serverFilePath(runtimeDirectory);
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    if (hasCode(cause, 'ENOENT')) return undefined;
    throw new TorchrelayError({
      code: 'SERVER_FILE_UNREADABLE',
      message: `${path} cannot be read.`,
      hint: 'Remove it if no server of torchrelay runs.',
      cause,
    });
  }
}

export function isRunning(file: ServerFile): boolean {
  return isSameProcess(file);
}

/**
 * Makes the file ours if nobody's server runs there. What a dead server left behind is removed.
 *
 * @returns The file of the server that runs there already; `undefined` when the place is ours now.
 */
export function claimServerFile({
  runtimeDirectory,
  file,
}: {
  runtimeDirectory: string;
  file: ServerFile;
}): ServerFile | undefined {
  mkdirSync(runtimeDirectory, { recursive: true, mode: 0o700 });
  const path = serverFilePath(runtimeDirectory);
  for (;;) {
    if (linkNew({ path, file })) return undefined;
    const owner = readServerFile(runtimeDirectory);
    if (owner === undefined) continue;
    if (isRunning(owner)) return owner;
    if (setAside({ path, owner, by: file.pid })) removeLeftovers(owner);
  }
}

/** Whole or not at all: a reader never sees half of it. */
export function writeServerFile({
  runtimeDirectory,
  file,
}: {
  runtimeDirectory: string;
  file: ServerFile;
}): void {
  const path = serverFilePath(runtimeDirectory);
  renameSync(writeTemporary({ path, file }), path);
}

/** Removes the file and the private directory of a server that is about to end, or has ended. */
export function removeServerFile({
  runtimeDirectory,
  file,
}: {
  runtimeDirectory: string;
  file: ServerFile;
}): void {
  if (readServerFile(runtimeDirectory)?.pid === file.pid)
    rmSync(serverFilePath(runtimeDirectory), { force: true });
  removeLeftovers(file);
}

function removeLeftovers({ privateDirectory }: ServerFile): void {
  rmSync(privateDirectory, { recursive: true, force: true });
}

/** A link, unlike a rename, fails where there is a file already. */
function linkNew({ path, file }: { path: string; file: ServerFile }): boolean {
  const temporary = writeTemporary({ path, file });
  try {
    linkSync(temporary, path);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Two may find the same dead owner: the one that moves a living owner's file by mistake puts it back. */
function setAside({ path, owner, by }: { path: string; owner: ServerFile; by: number }): boolean {
  const aside = `${path}.dead.${by}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
  const moved: ServerFile = JSON.parse(readFileSync(aside, 'utf8'));
  const isTheDead = moved.pid === owner.pid && moved.startTime === owner.startTime;
  if (!isTheDead) linkSync(aside, path);
  rmSync(aside, { force: true });
  return isTheDead;
}

function writeTemporary({ path, file }: { path: string; file: ServerFile }): string {
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, `${JSON.stringify(file, undefined, 2)}\n`, { mode: 0o600 });
  return temporary;
}
