import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { processStartTime } from './process-identity.ts';
import {
  claimServerFile,
  readServerFile,
  removeServerFile,
  type ServerFile,
  writeServerFile,
} from './server-file.ts';

let runtimeDirectory: string;
beforeEach(() => {
  runtimeDirectory = mkdtempSync(join(tmpdir(), 'torchrelay-test-'));
});
afterEach(() => rmSync(runtimeDirectory, { recursive: true }));

const LIVING = { pid: process.pid, startTime: processStartTime(process.pid) ?? '' };
const DEAD = { pid: process.pid, startTime: 'another' };

function fileOf(owner: { pid: number; startTime: string }): ServerFile {
  const privateDirectory = join(runtimeDirectory, `private-${owner.startTime}`);
  mkdirSync(privateDirectory, { recursive: true });
  return {
    formatVersion: 1,
    ...owner,
    port: 1,
    controlSocket: join(privateDirectory, 'control.sock'),
    privateDirectory,
    mode: 'detached',
    deployments: [],
  };
}

function filesLeft(): string[] {
  return readdirSync(runtimeDirectory).filter((name) => name.startsWith('server.json'));
}

describe('the file of a runtime directory', () => {
  test('is there for the first one', () => {
    const file = fileOf(LIVING);
    expect(claimServerFile({ runtimeDirectory, file })).toBeUndefined();
    expect(readServerFile(runtimeDirectory)).toEqual(file);
  });

  test('is not taken from a server that runs', () => {
    const owner = fileOf(LIVING);
    writeServerFile({ runtimeDirectory, file: owner });
    expect(claimServerFile({ runtimeDirectory, file: { ...owner, port: 2 } })).toEqual(owner);
    expect(readServerFile(runtimeDirectory)).toEqual(owner);
  });

  test('is taken from a dead one, whose private directory goes', () => {
    const dead = fileOf(DEAD);
    writeServerFile({ runtimeDirectory, file: dead });
    const file = fileOf(LIVING);
    expect(claimServerFile({ runtimeDirectory, file })).toBeUndefined();
    expect(readServerFile(runtimeDirectory)).toEqual(file);
    expect(existsSync(dead.privateDirectory)).toBe(false);
  });

  test('leaves no other files, whoever claimed it', () => {
    writeServerFile({ runtimeDirectory, file: fileOf(DEAD) });
    claimServerFile({ runtimeDirectory, file: fileOf(LIVING) });
    claimServerFile({ runtimeDirectory, file: fileOf(LIVING) });
    expect(filesLeft()).toEqual(['server.json']);
  });

  test('is for its owner only', async () => {
    writeServerFile({ runtimeDirectory, file: fileOf(LIVING) });
    const { statSync } = await import('node:fs');
    expect(statSync(join(runtimeDirectory, 'server.json')).mode & 0o777).toBe(0o600);
  });

  test('goes with its server, and its private directory too', () => {
    const file = fileOf(LIVING);
    claimServerFile({ runtimeDirectory, file });
    removeServerFile({ runtimeDirectory, file });
    expect(filesLeft()).toEqual([]);
    expect(existsSync(file.privateDirectory)).toBe(false);
  });

  test('stays when another server has it meanwhile', () => {
    const other = { ...fileOf(LIVING), pid: process.ppid };
    writeServerFile({ runtimeDirectory, file: other });
    removeServerFile({ runtimeDirectory, file: fileOf(DEAD) });
    expect(readServerFile(runtimeDirectory)).toEqual(other);
  });
});

test('where there was no server there is no file', () => {
  expect(readServerFile(join(runtimeDirectory, 'nowhere'))).toBeUndefined();
});

test('a file that is no JSON is an error with its path, not an absence', () => {
  writeFileSync(join(runtimeDirectory, 'server.json'), 'half');
  expect(() => readServerFile(runtimeDirectory)).toThrow(
    expect.objectContaining({
      code: 'SERVER_FILE_UNREADABLE',
      message: expect.stringContaining(runtimeDirectory),
    }),
  );
});
